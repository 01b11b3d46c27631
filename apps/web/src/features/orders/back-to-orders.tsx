import { Link } from '@tanstack/react-router'
import { useListPlace } from './list-place.ts'

export function BackToOrders() {
  return (
    <Link
      to="/orders"
      search={useListPlace()}
      className="-mb-2 inline-flex items-center gap-1.5 self-start rounded text-sm font-medium text-ink-soft hover:text-ink"
    >
      <span aria-hidden="true">←</span> All orders
    </Link>
  )
}
