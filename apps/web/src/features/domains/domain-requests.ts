import { endpoints, type ResponseOf } from '@palisade/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { rangeOf } from '../../lib/constraints.ts'
import { dataOf } from '../../lib/problem-error.ts'

export type Origin = ResponseOf<'tenant.list-origins'>['items'][number]

const queryKey = ['domains']
/** How often to read the list while a worker looks a record up. */
const pollMs = 2_000

const { maximum: mostNames } = rangeOf(endpoints['members.list'].request.query.properties.limit)

/** @param isChecking whether a lookup that somebody asked for is still to be answered */
export function useOrigins(isChecking: (origins: readonly Origin[]) => boolean) {
  const client = useClient()
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => dataOf(client('tenant.list-origins', {}, { signal })),
    refetchInterval: ({ state }) => (state.data && isChecking(state.data.items) ? pollMs : false),
  })
}

/** The names of the first members, by id. */
export function useMemberNames(): ReadonlyMap<string, string> {
  const client = useClient()
  const { data } = useQuery({
    queryKey: ['member-names'],
    queryFn: ({ signal }) => dataOf(client('members.list', { query: { limit: mostNames } }, { signal })),
  })
  return new Map(data?.items.map(({ id, name }) => [id, name]))
}

export function useAddOrigin() {
  const client = useClient()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (origin: string) => dataOf(client('tenant.add-origin', { body: { origin } })),
    onSuccess: refresh,
  })
}

export function useVerifyOrigin() {
  const client = useClient()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id: originId }: Origin) => dataOf(client('tenant.verify-origin', { params: { originId } })),
    onSuccess: refresh,
  })
}

export function useRemoveOrigin() {
  const client = useClient()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (originId: string) => dataOf(client('tenant.remove-origin', { params: { originId } })),
    onSettled: refresh,
  })
}

function useRefresh() {
  const queries = useQueryClient()
  return () => void queries.invalidateQueries({ queryKey })
}
