import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../components/button.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { LonePage } from './lone-page.tsx'

export function NotFoundPage() {
  return (
    <LonePage>
      <PageHeading title={t`Not found`}>
        <Trans>Page not found</Trans>
      </PageHeading>
      <p className="text-ink-soft">
        <Trans>Check the address for typing errors, or go back to the orders.</Trans>
      </p>
      <Link to="/orders" className={buttonStyle('primary', 'self-start')}>
        <Trans>Go to the orders</Trans>
      </Link>
    </LonePage>
  )
}
