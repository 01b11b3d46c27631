import type { Client, RequestOf } from '@palisade/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../../lib/client-context.ts'
import { dataOf } from '../../../lib/problem-error.ts'

const queryKey = ['order-filters']

export function savedFilters(client: Client) {
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => dataOf(client('order-filters.list', {}, { signal })),
    staleTime: 60_000,
  })
}

export function useSaveFilter(onSaved: () => void) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: RequestOf<'order-filters.create'>['body']) => dataOf(client('order-filters.create', { body })),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey })
      onSaved()
    },
  })
}

export function useRemoveFilter() {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (filterId: string) => dataOf(client('order-filters.remove', { params: { filterId } })),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
}
