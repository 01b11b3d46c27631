import { t } from '@lingui/core/macro'
import type { ResponseOf } from '@palisade/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Card, CardBody, cardSides } from '../../../components/card.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { ShowMore } from '../../../components/show-more.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { formatMoment } from '../../../lib/dates.ts'
import { statusNames } from '../../../lib/status-names.ts'
import { orderHistory } from '../order-queries.ts'

type OrderEvent = ResponseOf<'orders.history'>['items'][number]

export function OrderHistory({ orderId }: { orderId: string }) {
  const client = useClient()
  const history = useInfiniteQuery(orderHistory(client, orderId))
  const { data, error, isPending, refetch } = history
  const list = useRef<HTMLOListElement>(null)
  const showEarlier = async () => {
    const { hasNextPage } = await history.fetchNextPage()
    // The button is gone, and keyboard navigation would restart at the top of the page.
    if (!hasNextPage) list.current?.focus()
  }
  return (
    <Card title={t`History`}>
      {error && (
        <CardBody>
          <ProblemNotice error={error} onRetry={() => refetch()} />
        </CardBody>
      )}
      {isPending && <Loading label={t`Loading the history…`} />}
      {data && (
        <ol ref={list} tabIndex={-1} aria-label={t`History`} className={`flex flex-col py-4 ${cardSides}`}>
          {data.pages
            .flatMap(page => page.items)
            .map(event => (
              <HistoryEntry key={event.id} event={event} />
            ))}
        </ol>
      )}
      <ShowMore list={history} label={t`Show earlier entries`} onPress={showEarlier} />
    </Card>
  )
}

function HistoryEntry({ event }: { event: OrderEvent }) {
  return (
    <li className="relative border-l-2 border-line pb-4 pl-4 last:pb-0">
      <span aria-hidden="true" className="absolute top-1.5 -left-[5px] size-2 rounded-full bg-accent" />
      <p className="font-medium">{titleOf(event)}</p>
      <p className="text-sm text-ink-soft">
        {actorOf(event)}, <time dateTime={event.at}>{formatMoment(event.at)}</time>
      </p>
    </li>
  )
}

/** An operator who acted for a member is named by the end of the id, as in the audit log. */
function actorOf({ actor: { name }, operatorId }: OrderEvent): string {
  if (operatorId === null) return name
  const operator = operatorId.slice(-12)
  return t`${name}, through support (operator ${operator})`
}

function titleOf({ action, from, to }: OrderEvent): string {
  if (action === 'created') return t`Created`
  if (action === 'changed') return t`Changed`
  return from ? `${statusNames()[from]} → ${statusNames()[to]}` : statusNames()[to]
}
