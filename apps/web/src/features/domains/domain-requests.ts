import type { ResponseOf } from '@palisade/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'

export type Origin = ResponseOf<'tenant.list-origins'>['items'][number]

const queryKey = ['domains']
/** How often to read the list while a worker looks a record up. */
const pollMs = 2_000

/** @param isChecking whether a requested lookup has no result yet */
export function useOrigins(isChecking: (origins: readonly Origin[]) => boolean) {
  const client = useClient()
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => dataOf(client('tenant.list-origins', {}, { signal })),
    refetchInterval: ({ state }) => (state.data && isChecking(state.data.items) ? pollMs : false),
  })
}

/** @param onAdded runs also when the user has left the page meanwhile */
export function useAddOrigin(onAdded: () => void) {
  const client = useClient()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (origin: string) => dataOf(client('tenant.add-origin', { body: { origin } })),
    onSuccess: () => {
      onAdded()
      refresh()
    },
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
