import type { RequestOf } from '@palisade/contracts'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../lib/problem-error.ts'
import { useOperator } from './operator-context.ts'

const key = (...parts: unknown[]) => ['operator', ...parts]

export type TenantFilters = Pick<RequestOf<'operator.tenants'>['query'], 'q' | 'tier' | 'state'>

export function useTenants(filters: TenantFilters) {
  const { client } = useOperator()
  return useInfiniteQuery({
    queryKey: key('tenants', filters),
    queryFn: ({ pageParam: cursor, signal }) =>
      dataOf(client('operator.tenants', { query: { ...filters, ...(cursor && { cursor }) } }, { signal })),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

export function useOperatedTenant(tenantId: string) {
  const { client } = useOperator()
  return useQuery({
    queryKey: key('tenant', tenantId),
    queryFn: ({ signal }) => dataOf(client('operator.tenant', { params: { tenantId } }, { signal })),
  })
}

export function useSecurity() {
  const { client } = useOperator()
  return useQuery({
    queryKey: key('security'),
    queryFn: ({ signal }) => dataOf(client('operator.security', {}, { signal })),
  })
}

export function useOperatorLog() {
  const { client } = useOperator()
  return useInfiniteQuery({
    queryKey: key('log'),
    queryFn: ({ pageParam: cursor, signal }) =>
      dataOf(client('operator.audit-log', { query: cursor ? { cursor } : {} }, { signal })),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}

export type TenantChange = RequestOf<'operator.change-tenant'>['body']

export function useChangeTenant(tenantId: string) {
  const { client } = useOperator()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: TenantChange) => dataOf(client('operator.change-tenant', { params: { tenantId }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: key() }),
  })
}

/** Ends an impersonation of any operator, such as one that was left open in a closed tab. */
export function useEndImpersonation() {
  const { client } = useOperator()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (impersonationId: string) => dataOf(client('impersonations.end', { params: { impersonationId } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: key() }),
  })
}
