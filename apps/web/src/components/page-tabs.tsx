import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

type PageTabsProps = {
  /** What the pages belong to. */
  label: string
  pages: readonly { to: NonNullable<LinkProps['to']>; label: string }[]
  /** At the other end of the line. */
  aside?: ReactNode
}

/** The navigation between pages that belong together. They are pages with addresses, not tabs of one page. */
export function PageTabs({ label, pages, aside }: PageTabsProps) {
  return (
    <nav
      aria-label={label}
      className="flex flex-wrap items-center justify-between gap-x-6 border-b border-line print:hidden"
    >
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {pages.map(page => (
          <li key={page.to}>
            <Link to={page.to} activeOptions={{ exact: true }} className={tabStyle}>
              {page.label}
            </Link>
          </li>
        ))}
      </ul>
      {aside}
    </nav>
  )
}

const tabStyle =
  'inline-block border-b-2 border-transparent py-2 text-sm font-medium text-ink-soft hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink'
