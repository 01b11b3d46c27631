import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from '../../../components/button.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { orderList } from '../order-queries.ts'
import type { ListFilters } from './list-filters.ts'
import { OrderTable } from './order-table.tsx'

type OrderPagesProps = { filters: ListFilters; onFiltersChange: (filters: ListFilters) => void }

export function OrderPages({ filters, onFiltersChange }: OrderPagesProps) {
  const client = useClient()
  const list = useInfiniteQuery(orderList(client, filters))
  const orders = list.data?.pages.flatMap(page => page.items) ?? []
  const isFiltered = Boolean(filters.status || filters.from || filters.to)
  return (
    <>
      {list.error && <ProblemNotice error={list.error} onRetry={() => list.refetch()} />}
      <div
        aria-busy={list.isFetching}
        className={`overflow-hidden rounded-card border border-line bg-surface transition-opacity ${list.isPlaceholderData ? 'opacity-60' : ''} ${list.error && !list.data ? 'hidden' : ''}`}
      >
        {list.isPending && <Loading label="Loading orders…" rows={6} />}
        {list.data && orders.length === 0 && <NoOrders isFiltered={isFiltered} />}
        {orders.length > 0 && (
          <OrderTable
            orders={orders}
            caption="Orders"
            sorting={{ sort: filters.sort ?? '-createdAt', onSort: sort => onFiltersChange({ ...filters, sort }) }}
          />
        )}
      </div>
      {list.data && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p role="status" className="text-sm text-ink-faint">
            {countOf(orders.length, list.hasNextPage)}
          </p>
          {list.hasNextPage && (
            <Button onPress={() => list.fetchNextPage()} isPending={list.isFetchingNextPage}>
              {list.isFetchingNextPage ? 'Loading…' : 'Show more orders'}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

function NoOrders({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="No order fits">Choose another status, or other days.</EmptyState>
  ) : (
    <EmptyState title="No orders yet">The first one will stand here.</EmptyState>
  )
}

function countOf(count: number, hasMore: boolean): string {
  if (hasMore) return `The first ${count} orders`
  return count === 1 ? '1 order' : `${count} orders`
}
