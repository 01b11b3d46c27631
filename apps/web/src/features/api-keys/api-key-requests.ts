import type { RequestOf } from '@palisade/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'

const queryKey = ['api-keys']

export function useApiKeys() {
  const client = useClient()
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const { items } = await dataOf(client('api-keys.list', {}, { signal }))
      // Those of service accounts are on the page of service accounts.
      return { items: items.filter(({ serviceAccountId }) => serviceAccountId === null) }
    },
  })
}

/** @param onCreated runs also when the user has left the page meanwhile */
export function useCreateApiKey(onCreated: () => void) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: RequestOf<'api-keys.create'>['body']) => dataOf(client('api-keys.create', { body })),
    onSuccess: () => {
      onCreated()
      void queries.invalidateQueries({ queryKey })
    },
    // The answer holds the key, which is to leave the memory with the page.
    gcTime: 0,
  })
}

export function useRevokeApiKey() {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (keyId: string) => dataOf(client('api-keys.revoke', { params: { keyId } })),
    onSettled: () => void queries.invalidateQueries({ queryKey }),
  })
}
