import { useQuery } from '@tanstack/react-query'
import { Button } from '../../../components/button.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { orderSearch } from '../order-queries.ts'
import { OrderTable } from './order-table.tsx'

export function SearchResults({ words, onLeave }: { words: string; onLeave: () => void }) {
  const client = useClient()
  const { data, error, isPending, isFetching, refetch } = useQuery(orderSearch(client, words))
  if (error) return <ProblemNotice error={error} onRetry={() => refetch()} />
  const count = data?.items.length ?? 0
  return (
    <>
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-ink-soft">
          {isPending ? 'Searching…' : `${count === 1 ? '1 order' : `${count} orders`} for “${words}”`}
        </p>
        <Button onPress={onLeave}>Back to all orders</Button>
      </div>
      <div aria-busy={isFetching} className="overflow-hidden rounded-card border border-line bg-surface">
        {isPending && <Loading label="Searching…" />}
        {data && count === 0 && <EmptyState title="Nothing found">Try fewer or other words.</EmptyState>}
        {count > 0 && <OrderTable orders={data?.items ?? []} caption={`Orders for ${words}`} />}
      </div>
    </>
  )
}
