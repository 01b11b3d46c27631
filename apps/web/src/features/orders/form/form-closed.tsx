import type { LinkProps } from '@tanstack/react-router'
import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../../../components/button.tsx'
import { Notice } from '../../../components/notice.tsx'

type FormClosedProps = {
  title: string
  why: string
  back: LinkProps & { label: string }
}

/** Shown instead of a form that the server would refuse from this user. */
export function FormClosed({ title, why, back: { label, ...target } }: FormClosedProps) {
  return (
    <Notice tone="info" title={title}>
      <p className="text-sm">{why}</p>
      <Link {...target} className={buttonStyle('secondary', 'self-start')}>
        {label}
      </Link>
    </Notice>
  )
}
