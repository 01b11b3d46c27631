import type { ReactNode } from 'react'

/** What may be wider or higher than its place, such as a table of many columns: the page itself does not scroll sideways. */
export function ScrollArea({ label, children, className = '' }: ScrollAreaProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls only a focused element
    <section aria-label={label} tabIndex={0} className={`overflow-auto ${className}`}>
      {children}
    </section>
  )
}

type ScrollAreaProps = { label: string; children: ReactNode; className?: string }
