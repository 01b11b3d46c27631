import type { Client } from '@palisade/contracts'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { dataOf } from '../../lib/problem-error.ts'
import { type ListFilters, toListQuery } from './list/list-filters.ts'

const pageSize = 20

export const orderKeys = {
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

export function order(client: Client, orderId: string) {
  return queryOptions({
    queryKey: orderKeys.one(orderId),
    queryFn: ({ signal }) => dataOf(client('orders.read', { params: { orderId } }, { signal })),
  })
}

export function orderHistory(client: Client, orderId: string) {
  return queryOptions({
    queryKey: orderKeys.history(orderId),
    queryFn: ({ signal }) => dataOf(client('orders.history', { params: { orderId } }, { signal })),
  })
}
