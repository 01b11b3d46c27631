import { Link, type LinkProps } from '@tanstack/react-router'

const linkStyle = 'font-semibold text-accent underline underline-offset-2'

/** A line below the form of a page that one sees before being signed in. */
export function EntranceLink({
  before,
  to,
  children,
}: {
  before?: string
  to: NonNullable<LinkProps['to']>
  children: string
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
