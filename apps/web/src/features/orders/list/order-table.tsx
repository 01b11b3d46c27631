import type { ResponseOf } from '@palisade/contracts'
import { Link, useSearch } from '@tanstack/react-router'
import { formatDay } from '../../../lib/dates.ts'
import { formatMoney } from '../../../lib/money.ts'
import { StatusChip } from '../status-chip.tsx'
import { type ListSearch, readListSearch } from './list-filters.ts'
import { SortHeading, type Sorting } from './sort-heading.tsx'

type OrderSummary = ResponseOf<'orders.list'>['items'][number]

type OrderTableProps = {
  orders: readonly OrderSummary[]
  caption: string
  /** A search comes in an order of its own. */
  sorting?: Sorting
}

const cell = 'px-4 py-3 align-top sm:px-6'
const wide = 'hidden sm:table-cell'

export function OrderTable({ orders, caption, sorting }: OrderTableProps) {
  const place = useSearch({ from: '/signed-in/orders', select: readListSearch, structuralSharing: true })
  return (
    <table className="w-full border-collapse text-left">
      <caption className="sr-only">{caption}</caption>
      <thead className="border-b border-line text-sm text-ink-faint">
        <tr>
          <th scope="col" className={`${cell} font-medium`}>
            Order
          </th>
          <th scope="col" className={`${cell} ${wide} font-medium`}>
            Customer
          </th>
          <th scope="col" className={`${cell} ${wide} font-medium`}>
            Status
          </th>
          <SortHeading name="Created" by="createdAt" sorting={sorting} className={`${cell} ${wide}`} />
          <SortHeading name="Total" by="totalMinor" sorting={sorting} className={`${cell} text-right`} />
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {orders.map(order => (
          <OrderRow key={order.id} order={order} place={place} />
        ))}
      </tbody>
    </table>
  )
}

function OrderRow({ order, place }: { order: OrderSummary; place: ListSearch }) {
  return (
    <tr className="relative transition-colors hover:bg-sunken/60">
      <th scope="row" className={`${cell} font-normal`}>
        <Link
          to="/orders/$orderId"
          params={{ orderId: order.id }}
          state={{ orderList: place }}
          className="font-semibold whitespace-nowrap tabular-nums after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {order.reference}
        </Link>
        <span className="mt-0.5 flex flex-col text-sm text-ink-soft sm:hidden">
          {order.customerName}
          <span className="text-ink-faint">{formatDay(order.createdAt)}</span>
        </span>
      </th>
      <td className={`${cell} ${wide}`}>
        <span className="flex flex-col">
          {order.customerName}
          <span className="text-sm text-ink-faint">{order.customerEmail}</span>
        </span>
      </td>
      <td className={`${cell} ${wide}`}>
        <StatusChip status={order.status} />
      </td>
      <td className={`${cell} ${wide} whitespace-nowrap text-ink-soft`}>
        <time dateTime={order.createdAt}>{formatDay(order.createdAt)}</time>
      </td>
      <td className={`${cell} text-right font-medium whitespace-nowrap tabular-nums`}>
        {formatMoney(order.totalMinor, order.currency)}
        <span className="mt-1 block sm:hidden">
          <StatusChip status={order.status} />
        </span>
      </td>
    </tr>
  )
}
