import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { ButtonRow } from '../../../components/button-row.tsx'
import { cardStyle } from '../../../components/card.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { useMay } from '../../../lib/signed-in-user.ts'
import { BulkBar } from '../bulk/bulk-bar.tsx'
import { useSelection } from '../bulk/use-selection.ts'
import { orderList } from '../order-queries.ts'
import type { ListFilters } from './list-filters.ts'
import { OrderTable } from './order-table.tsx'

type OrderPagesProps = {
  filters: ListFilters
  onFiltersChange: (filters: ListFilters) => void
  /** Called with the number of shown pages, so that the address can restore them. */
  onPagesChange: (count: number) => void
}

export function OrderPages({ filters, onFiltersChange, onPagesChange }: OrderPagesProps) {
  const client = useClient()
  const list = useInfiniteQuery(orderList(client, filters))
  const orders = list.data?.pages.flatMap(page => page.items) ?? []
  const mayMove = useMay('orders:write')
  const selection = useSelection(orders)
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
        className={`overflow-hidden ${cardStyle} transition-opacity ${list.isPlaceholderData ? 'opacity-60' : ''} ${list.error && !list.data ? 'hidden' : ''}`}
      >
        {list.isPending && <Loading label={t`Loading orders…`} rows={6} />}
        {list.data && orders.length === 0 && <NoOrders isFiltered={isFiltered} />}
        {orders.length > 0 && (
          <OrderTable
            orders={orders}
            caption={t`Orders`}
            selection={mayMove ? selection : undefined}
            sorting={{
              sort: filters.sort ?? '-createdAt',
              hasOneCurrency: filters.currency !== undefined,
              onSort: sort => onFiltersChange({ ...filters, sort }),
            }}
          />
        )}
      </div>
      {mayMove && <BulkBar selected={selection.selected} onClear={selection.clear} />}
      {list.data && (
        <ButtonRow className="justify-between">
          <p role="status" className="text-sm text-ink-faint">
            {countOf(orders.length, list.hasNextPage)}
          </p>
          {list.hasNextPage && (
            <Button onPress={showMore} isPending={list.isFetchingNextPage}>
              {list.isFetchingNextPage ? t`Loading…` : t`Show more orders`}
            </Button>
          )}
        </ButtonRow>
      )}
    </>
  )
}

function NoOrders({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title={t`No orders match`}>
      <Trans>Choose another status, another currency or other days.</Trans>
    </EmptyState>
  ) : (
    <EmptyState title={t`No orders yet`}>
      <Trans>New orders appear here.</Trans>
    </EmptyState>
  )
}

function countOf(count: number, hasMore: boolean): string {
  if (hasMore) return t`The first ${count} orders`
  return plural(count, { one: '# order', other: '# orders' })
}
