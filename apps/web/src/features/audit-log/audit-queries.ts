import type { Client } from '@palisade/contracts'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { dataOf } from '../../lib/problem-error.ts'
import { type AuditFilters, toListQuery } from './audit-filters.ts'

const pageSize = 50

export function auditList(client: Client, filters: AuditFilters) {
  return infiniteQueryOptions({
    queryKey: ['audit-log', 'entries', filters],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { ...toListQuery(filters), limit: pageSize, ...(cursor && { cursor }) }
      return dataOf(client('audit-log.list', { query }, { signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

export function chainHead(client: Client) {
  return queryOptions({
    queryKey: ['audit-log', 'head'],
    queryFn: ({ signal }) => dataOf(client('audit-log.head', {}, { signal })),
  })
}
