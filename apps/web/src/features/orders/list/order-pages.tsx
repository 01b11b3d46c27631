import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { orderList } from '../order-queries.ts'
import type { ListFilters } from './list-filters.ts'
import { OrderTable } from './order-table.tsx'

type OrderPagesProps = {
  filters: ListFilters
  onFiltersChange: (filters: ListFilters) => void
  /** Tells how many pages are shown, so that one can come back to them. */
  onPagesChange: (count: number) => void
}

export function OrderPages({ filters, onFiltersChange, onPagesChange }: OrderPagesProps) {
  const client = useClient()
  const list = useInfiniteQuery(orderList(client, filters))
  const orders = list.data?.pages.flatMap(page => page.items) ?? []
  const isFiltered = Boolean(filters.status || filters.from || filters.to || filters.currency)
  const table = useRef<HTMLDivElement>(null)
  const firstNew = useRef<number>(undefined)
  const showMore = async () => {
    firstNew.current = orders.length
    const { data } = await list.fetchNextPage()
    onPagesChange(data?.pages.length ?? 1)
  }
  // The button may be gone, so keyboard navigation continues at the first new order.
  useEffect(() => {
    if (firstNew.current === undefined || orders.length <= firstNew.current) return
    table.current?.querySelectorAll<HTMLElement>('tbody a')[firstNew.current]?.focus()
    firstNew.current = undefined
  }, [orders.length])
  return (
    <>
      {list.error && <ProblemNotice error={list.error} onRetry={() => list.refetch()} />}
      <div
        ref={table}
        aria-busy={list.isFetching}
        className={`overflow-hidden rounded-card border border-line bg-surface transition-opacity ${list.isPlaceholderData ? 'opacity-60' : ''} ${list.error && !list.data ? 'hidden' : ''}`}
      >
        {list.isPending && <Loading label="Loading orders…" rows={6} />}
        {list.data && orders.length === 0 && <NoOrders isFiltered={isFiltered} />}
        {orders.length > 0 && (
          <OrderTable
            orders={orders}
            caption="Orders"
            sorting={{
              sort: filters.sort ?? '-createdAt',
              hasOneCurrency: filters.currency !== undefined,
              onSort: sort => onFiltersChange({ ...filters, sort }),
            }}
          />
        )}
      </div>
      {list.data && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p role="status" className="text-sm text-ink-faint">
            {countOf(orders.length, list.hasNextPage)}
          </p>
          {list.hasNextPage && (
            <Button onPress={showMore} isPending={list.isFetchingNextPage}>
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
    <EmptyState title="No orders match">Choose another status, another currency or other days.</EmptyState>
  ) : (
    <EmptyState title="No orders yet">New orders appear here.</EmptyState>
  )
}

function countOf(count: number, hasMore: boolean): string {
  if (hasMore) return `The first ${count} orders`
  return count === 1 ? '1 order' : `${count} orders`
}
