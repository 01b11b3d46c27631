import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'

const queryKey = ['support-access']

export function useSupportAccess() {
  const client = useClient()
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => dataOf(client('support-access.read', {}, { signal })),
  })
}

export type SupportAction = { what: 'allow'; forHours: number } | { what: 'end' }

export type SupportRequest = ReturnType<typeof useSupportAction>

export function useSupportAction() {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (action: SupportAction): Promise<void> => {
      if (action.what === 'end') return dataOf(client('support-access.end'))
      await dataOf(client('support-access.allow', { body: { forHours: action.forHours } }))
    },
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  })
}
