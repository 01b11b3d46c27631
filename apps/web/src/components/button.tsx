import type { ReactNode, Ref } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'

const looks = {
  primary:
    'bg-accent text-on-accent hover:bg-accent-strong data-pressed:bg-accent-strong data-disabled:bg-edge data-disabled:text-surface',
  secondary:
    'border border-edge bg-surface text-ink hover:border-ink-soft hover:bg-sunken data-pressed:bg-sunken data-disabled:border-line data-disabled:text-ink-faint',
  quiet: 'text-ink-soft hover:bg-sunken hover:text-ink data-pressed:bg-sunken data-disabled:text-ink-faint',
  danger: 'border border-danger/60 text-danger hover:bg-danger-soft data-pressed:bg-danger-soft',
} as const

type Look = keyof typeof looks

/** For links that look like buttons as well. */
export function buttonStyle(look: Look = 'secondary', more = ''): string {
  return `inline-flex min-h-10 items-center justify-center gap-2 rounded-control px-4 py-2 text-sm font-semibold whitespace-nowrap transition-colors data-disabled:cursor-not-allowed ${looks[look]} ${more}`
}

type ButtonProps = Omit<AriaButtonProps, 'className' | 'children' | 'isPending'> & {
  children: ReactNode
  isPending?: boolean
  look?: Look
  className?: string
  ref?: Ref<HTMLButtonElement>
}

/**
 * While it is pending it keeps the focus and does nothing. React Aria's own `isPending` announces by an element that points
 * to the button, and is left pointing to nothing when the page changes meanwhile (axe: role-img-alt).
 */
export function Button({ look = 'secondary', className, isPending = false, ...props }: ButtonProps) {
  return (
    <>
      <AriaButton {...props} {...(isPending && inert)} className={buttonStyle(look, className)} />
      <span role="status" className="sr-only">
        {isPending && props.children}
      </span>
    </>
  )
}

/** Of type `button`, since Enter in a field would submit the form once more. */
const inert = { type: 'button', 'aria-disabled': true, onPress: () => undefined } as const
