import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../components/button.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { LonePage } from './lone-page.tsx'

export function NotFoundPage() {
  return (
    <LonePage>
      <PageHeading title="Not found">Page not found</PageHeading>
      <p className="text-ink-soft">Check the address for typing errors, or go back to the orders.</p>
      <Link to="/orders" className={buttonStyle('primary', 'self-start')}>
        Go to the orders
      </Link>
    </LonePage>
  )
}
