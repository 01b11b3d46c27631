import { searchResultLimit } from '@palisade/contracts'
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
  const count = data?.items.length ?? 0
  const summary = error ? 'The search failed' : isPending ? 'Searching…' : summaryOf(count, words)
  return (
    <>
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-ink-soft">
          {summary}
        </p>
        <Button onPress={onLeave}>Back to all orders</Button>
      </div>
      {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!error && (
        <div aria-busy={isFetching} className="overflow-hidden rounded-card border border-line bg-surface">
          {isPending && <Loading label="Searching…" />}
          {data && count === 0 && <EmptyState title="Nothing found">Try fewer or other words.</EmptyState>}
          {count > 0 && <OrderTable orders={data?.items ?? []} caption={`Orders for ${words}`} />}
        </div>
      )}
    </>
  )
}

/** The server answers the newest matches and not how many there are. */
function summaryOf(count: number, words: string): string {
  if (count === searchResultLimit) return `The newest ${count} orders for “${words}”. Add words to find older ones.`
  return `${count === 1 ? '1 order' : `${count} orders`} for “${words}”`
}
