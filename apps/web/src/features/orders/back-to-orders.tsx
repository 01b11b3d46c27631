import { Link } from '@tanstack/react-router'

export function BackToOrders() {
  return (
    <Link
      to="/orders"
      className="-mb-2 inline-flex items-center gap-1.5 self-start rounded text-sm font-medium text-ink-soft hover:text-ink"
    >
      <span aria-hidden="true">←</span> All orders
    </Link>
  )
}
