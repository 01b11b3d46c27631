import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Order } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, buttonStyle } from '../../../components/button.tsx'
import { ButtonRow } from '../../../components/button-row.tsx'
import { Card, CardBody, cardSides } from '../../../components/card.tsx'
import { PageHeading } from '../../../components/page-heading.tsx'
import { QueryState } from '../../../components/query-state.tsx'
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
  const found = useQuery(order(client, orderId))
  const { data } = found
  const name = data ? t`Order ${data.reference}` : t`Order`
  return (
    <div className="flex flex-col gap-5">
      <BackToOrders />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <PageHeading title={name} />
        {data && <StatusChip status={data.status} />}
        {data && (
          <ButtonRow className="ml-auto print:hidden">
            <Button onPress={() => print()}>
              <Trans>Print</Trans>
            </Button>
            <EditLink order={data} />
          </ButtonRow>
        )}
      </div>
      <QueryState query={found} label={t`Loading the order…`} rows={8} />
      {data && <OrderDetails order={data} />}
    </div>
  )
}

function EditLink({ order: { id, status } }: { order: Order }) {
  const mayWrite = useMay('orders:write')
  if (!mayWrite || status !== 'draft') return null
  return (
    <Link to="/orders/$orderId/edit" params={{ orderId: id }} state className={buttonStyle('secondary')}>
      <Trans>Edit draft</Trans>
    </Link>
  )
}

function OrderDetails({ order }: { order: Order }) {
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <div className="print:hidden">
          <OrderProgress status={order.status} />
        </div>
        <OrderLines order={order} />
        {order.note && (
          <Card title={t`Note`}>
            <p className={`py-4 break-words whitespace-pre-wrap ${cardSides}`}>{order.note}</p>
          </Card>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <div className="print:hidden">
          <OrderSteps order={order} />
        </div>
        <Customer order={order} />
        <div className="print:hidden">
          <OrderHistory orderId={order.id} />
        </div>
      </div>
    </div>
  )
}

function Customer({ order }: { order: Order }) {
  return (
    <Card title={t`Customer`}>
      <CardBody>
        <div>
          <p className="font-medium break-words">{order.customerName}</p>
          <p className="break-words text-ink-soft">{order.customerEmail}</p>
        </div>
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 border-t border-line pt-3 text-sm text-ink-soft">
          <dt>
            <Trans>Created</Trans>
          </dt>
          <dd>{formatMoment(order.createdAt)}</dd>
          <dt>
            <Trans>Changed</Trans>
          </dt>
          <dd>{formatMoment(order.updatedAt)}</dd>
          <dt>
            <Trans>Version</Trans>
          </dt>
          <dd>{order.version}</dd>
        </dl>
      </CardBody>
    </Card>
  )
}
