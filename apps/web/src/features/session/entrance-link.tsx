import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { linkStyle } from '../../components/link-style.ts'

/** A line below the form of a page for visitors. */
export function EntranceLink({
  before,
  to,
  children,
}: {
  before?: string
  to: NonNullable<LinkProps['to']>
  children: ReactNode
}) {
  return (
    <p className="text-sm text-ink-soft">
      {before && `${before} `}
      <Link to={to} className={linkStyle}>
        {children}
      </Link>
    </p>
  )
}
