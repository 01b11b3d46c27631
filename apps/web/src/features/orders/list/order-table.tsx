import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ResponseOf } from '@palisade/contracts'
import { Link, useSearch } from '@tanstack/react-router'
import { ColumnHeading, cellStyle, numberStyle, RowHeading, Table } from '../../../components/table.tsx'
import { formatDay } from '../../../lib/dates.ts'
import { formatMoney } from '../../../lib/money.ts'
import type { Selection } from '../bulk/use-selection.ts'
import { StatusChip } from '../status-chip.tsx'
import { type ListSearch, readListSearch } from './list-filters.ts'
import { SelectAllCell, SelectCell } from './select-cells.tsx'
import { SortHeading, type Sorting } from './sort-heading.tsx'

type OrderSummary = ResponseOf<'orders.list'>['items'][number]

type OrderTableProps = {
  orders: readonly OrderSummary[]
  caption: string
  /** A search comes in an order of its own. */
  sorting?: Sorting
  /** For those who may move orders. */
  selection?: Selection | undefined
}

const wide = 'hidden sm:table-cell'

export function OrderTable({ orders, caption, sorting, selection }: OrderTableProps) {
  const place = useSearch({ from: '/signed-in/orders', select: readListSearch, structuralSharing: true })
  return (
    <Table
      caption={caption}
      head={
        <>
          {selection && <SelectAllCell selection={selection} />}
          <ColumnHeading>
            <Trans>Order</Trans>
          </ColumnHeading>
          <ColumnHeading className={wide}>
            <Trans>Customer</Trans>
          </ColumnHeading>
          <ColumnHeading className={wide}>
            <Trans>Status</Trans>
          </ColumnHeading>
          <SortHeading name={t`Created`} by="createdAt" sorting={sorting} className={wide} />
          <SortHeading name={t`Total`} by="totalMinor" sorting={sorting} className="text-right" />
        </>
      }
    >
      {orders.map(order => (
        <OrderRow key={order.id} order={order} place={place} selection={selection} />
      ))}
    </Table>
  )
}

type OrderRowProps = { order: OrderSummary; place: ListSearch; selection: Selection | undefined }

function OrderRow({ order, place, selection }: OrderRowProps) {
  return (
    <tr className="relative transition-colors hover:bg-sunken/60">
      {selection && <SelectCell order={order} selection={selection} />}
      <RowHeading>
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
      </RowHeading>
      <td className={`${cellStyle} ${wide}`}>
        <span className="flex flex-col">
          {order.customerName}
          <span className="text-sm text-ink-faint">{order.customerEmail}</span>
        </span>
      </td>
      <td className={`${cellStyle} ${wide}`}>
        <StatusChip status={order.status} />
      </td>
      <td className={`${cellStyle} ${wide} whitespace-nowrap text-ink-soft`}>
        <time dateTime={order.createdAt}>{formatDay(order.createdAt)}</time>
      </td>
      <td className={`${cellStyle} ${numberStyle} font-medium`}>
        {formatMoney(order.totalMinor, order.currency)}
        <span className="mt-1 block sm:hidden">
          <StatusChip status={order.status} />
        </span>
      </td>
    </tr>
  )
}
