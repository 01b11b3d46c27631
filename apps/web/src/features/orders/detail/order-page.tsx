import type { Order } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../../../components/button.tsx'
import { Card } from '../../../components/card.tsx'
import { Loading } from '../../../components/loading.tsx'
import { PageHeading } from '../../../components/page-heading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { formatMoment } from '../../../lib/dates.ts'
import { useMay } from '../../../lib/signed-in-user.ts'
import { BackToOrders } from '../back-to-orders.tsx'
import { order } from '../order-queries.ts'
import { StatusChip } from '../status-chip.tsx'
import { OrderHistory } from './order-history.tsx'
import { OrderLines } from './order-lines.tsx'
import { OrderProgress } from './order-progress.tsx'
import { OrderSteps } from './order-steps.tsx'

export function OrderPage({ orderId }: { orderId: string }) {
  const client = useClient()
  const { data, error, refetch } = useQuery(order(client, orderId))
  const name = data ? `Order ${data.reference}` : 'Order'
  return (
    <div className="flex flex-col gap-5">
      <BackToOrders />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <PageHeading title={name}>{name}</PageHeading>
        {data && <StatusChip status={data.status} />}
        {data && <EditLink order={data} />}
      </div>
      {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {data && <OrderDetails order={data} />}
      {!data && !error && <Loading label="Loading the order…" rows={8} />}
    </div>
  )
}

function EditLink({ order: { id, status } }: { order: Order }) {
  const mayWrite = useMay('orders:write')
  if (!mayWrite || status !== 'draft') return null
  return (
    <Link to="/orders/$orderId/edit" params={{ orderId: id }} state className={buttonStyle('secondary', 'ml-auto')}>
      Edit draft
    </Link>
  )
}

function OrderDetails({ order }: { order: Order }) {
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <OrderProgress status={order.status} />
        <OrderLines order={order} />
        {order.note && (
          <Card title="Note">
            <p className="px-5 py-4 break-words whitespace-pre-wrap sm:px-6">{order.note}</p>
          </Card>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <OrderSteps order={order} />
        <Customer order={order} />
        <OrderHistory orderId={order.id} />
      </div>
    </div>
  )
}

function Customer({ order }: { order: Order }) {
  return (
    <Card title="Customer">
      <div className="px-5 py-4 sm:px-6">
        <p className="font-medium break-words">{order.customerName}</p>
        <p className="break-words text-ink-soft">{order.customerEmail}</p>
        <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 border-t border-line pt-3 text-sm text-ink-soft">
          <dt>Created</dt>
          <dd>{formatMoment(order.createdAt)}</dd>
          <dt>Changed</dt>
          <dd>{formatMoment(order.updatedAt)}</dd>
          <dt>Version</dt>
          <dd>{order.version}</dd>
        </dl>
      </div>
    </Card>
  )
}
