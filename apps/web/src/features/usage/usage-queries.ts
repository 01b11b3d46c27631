import type { Client, RequestOf, ResponseOf } from '@palisade/contracts'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { dataOf } from '../../lib/problem-error.ts'

export type Usage = ResponseOf<'usage.read'>

export type UsageQuery = NonNullable<RequestOf<'usage.read'>['query']>

export function usageOf(client: Client, query: UsageQuery) {
  return queryOptions({
    queryKey: ['usage', 'over time', query],
    queryFn: ({ signal }) => dataOf(client('usage.read', { query }, { signal })),
    placeholderData: keepPreviousData,
  })
}

/** The plan, and what is left of its limits now. */
export function planOf(client: Client) {
  return queryOptions({
    queryKey: ['usage', 'plan'],
    queryFn: ({ signal }) => dataOf(client('tenant.read', {}, { signal })),
  })
}
