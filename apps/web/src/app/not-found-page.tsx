import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../components/button.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { LonePage } from './lone-page.tsx'

export function NotFoundPage() {
  return (
    <LonePage>
      <PageHeading title="Not found">There is no such page</PageHeading>
      <p className="text-ink-soft">The address may be mistyped, or the page has gone.</p>
      <Link to="/orders" className={buttonStyle('primary', 'self-start')}>
        Go to the orders
      </Link>
    </LonePage>
  )
}
