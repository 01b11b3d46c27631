import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { searchResultLimit } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { Button } from '../../../components/button.tsx'
import { cardStyle } from '../../../components/card.tsx'
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
  const summary = error ? t`The search failed` : isPending ? t`Searching…` : summaryOf(count, words)
  return (
    <>
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-ink-soft">
          {summary}
        </p>
        <Button onPress={onLeave}>
          <Trans>Back to all orders</Trans>
        </Button>
      </div>
      {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!error && (
        <div aria-busy={isFetching} className={`overflow-hidden ${cardStyle}`}>
          {isPending && <Loading label={t`Searching…`} />}
          {data && count === 0 && (
            <EmptyState title={t`No orders found`}>
              <Trans>Try fewer or other words.</Trans>
            </EmptyState>
          )}
          {count > 0 && <OrderTable orders={data?.items ?? []} caption={t`Orders for ${words}`} />}
        </div>
      )}
    </>
  )
}

/** The server returns the newest matches, but not their total number. */
function summaryOf(count: number, words: string): string {
  if (count === searchResultLimit) return t`The newest ${count} orders for “${words}”. Add words to find older ones.`
  return plural(count, { one: `# order for “${words}”`, other: `# orders for “${words}”` })
}
