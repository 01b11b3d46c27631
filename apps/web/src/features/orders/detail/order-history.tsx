import type { ResponseOf } from '@palisade/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { Card } from '../../../components/card.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { formatMoment } from '../../../lib/dates.ts'
import { orderHistory } from '../order-queries.ts'
import { statusNames } from '../order-words.ts'

type OrderEvent = ResponseOf<'orders.history'>['items'][number]

export function OrderHistory({ orderId }: { orderId: string }) {
  const client = useClient()
  const history = useInfiniteQuery(orderHistory(client, orderId))
  const { data, error, isPending, isFetchingNextPage, refetch } = history
  const list = useRef<HTMLOListElement>(null)
  const showEarlier = async () => {
    const { hasNextPage } = await history.fetchNextPage()
    // The button is gone, and keyboard navigation would restart at the top of the page.
    if (!hasNextPage) list.current?.focus()
  }
  return (
    <Card title="History">
      {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {isPending && <Loading label="Loading the history…" />}
      {data && (
        <ol ref={list} tabIndex={-1} aria-label="History" className="flex flex-col px-5 py-4 sm:px-6">
          {data.pages
            .flatMap(page => page.items)
            .map(event => (
              <HistoryEntry key={event.id} event={event} />
            ))}
        </ol>
      )}
      {history.hasNextPage && (
        <Button className="mx-5 mb-4 sm:mx-6" onPress={showEarlier} isPending={isFetchingNextPage}>
          {isFetchingNextPage ? 'Loading…' : 'Show earlier entries'}
        </Button>
      )}
    </Card>
  )
}

function HistoryEntry({ event }: { event: OrderEvent }) {
  return (
    <li className="relative border-l-2 border-line pb-4 pl-4 last:pb-0">
      <span aria-hidden="true" className="absolute top-1.5 -left-[5px] size-2 rounded-full bg-accent" />
      <p className="font-medium">{titleOf(event)}</p>
      <p className="text-sm text-ink-soft">
        {event.actor.name}, <time dateTime={event.at}>{formatMoment(event.at)}</time>
      </p>
    </li>
  )
}

function titleOf({ action, from, to }: OrderEvent): string {
  if (action === 'created') return 'Created'
  if (action === 'changed') return 'Changed'
  return from ? `${statusNames[from]} → ${statusNames[to]}` : statusNames[to]
}
