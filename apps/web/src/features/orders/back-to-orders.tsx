import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useListPlace } from './list-place.ts'

export function BackToOrders() {
  return (
    <Link
      to="/orders"
      search={useListPlace()}
      className="print:hidden -mb-2 inline-flex items-center gap-1.5 self-start rounded text-sm font-medium text-ink-soft hover:text-ink"
    >
      <Trans>
        <span aria-hidden="true">←</span> All orders
      </Trans>
    </Link>
  )
}
