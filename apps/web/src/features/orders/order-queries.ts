import type { Client } from '@palisade/contracts'
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { endsBeforeItBegins } from '../../lib/dates.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { type ListFilters, type ListSearch, toListQuery } from './list/list-filters.ts'

const pageSize = 20

export const orderKeys = {
  root: ['orders'],
  lists: ['orders', 'lists'],
  one: (orderId: string) => ['orders', 'one', orderId],
  history: (orderId: string) => ['orders', 'history', orderId],
} as const

export function orderList(client: Client, filters: ListFilters) {
  const query = { ...toListQuery(filters), limit: pageSize }
  return infiniteQueryOptions({
    queryKey: [...orderKeys.lists, 'pages', query],
    queryFn: ({ pageParam: cursor, signal }) =>
      dataOf(client('orders.list', { query: { ...query, ...(cursor && { cursor }) } }, { signal })),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

export function orderSearch(client: Client, words: string) {
  return queryOptions({
    queryKey: [...orderKeys.lists, 'search', words],
    queryFn: ({ signal }) => dataOf(client('orders.search', { query: { q: words } }, { signal })),
  })
}

/**
 * Loads the orders before the list is shown, so that the router can restore the scroll position. It ignores failures: the page
 * tries again and shows the error.
 */
export async function loadOrderList(queries: QueryClient, client: Client, search: ListSearch): Promise<void> {
  const { pages = 1, q, ...filters } = search
  if (!q && endsBeforeItBegins(filters)) return
  const loading = q
    ? queries.query({ ...orderSearch(client, q), staleTime: 'static' })
    : queries.infiniteQuery({ ...orderList(client, filters), pages, staleTime: 'static' })
  await loading.catch(() => undefined)
}

export function order(client: Client, orderId: string) {
  return queryOptions({
    queryKey: orderKeys.one(orderId),
    queryFn: ({ signal }) => dataOf(client('orders.read', { params: { orderId } }, { signal })),
  })
}

export function orderHistory(client: Client, orderId: string) {
  return infiniteQueryOptions({
    queryKey: orderKeys.history(orderId),
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { limit: pageSize, ...(cursor && { cursor }) }
      return dataOf(client('orders.history', { params: { orderId }, query }, { signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}
