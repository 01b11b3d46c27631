import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'

export type DeletionAction = { what: 'delete'; slug: string } | { what: 'keep' }

export type DeletionRequest = ReturnType<typeof useDeletion>

/** @param onChanged runs also when the user has left the page meanwhile */
export function useDeletion(onChanged: () => Promise<unknown>) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (action: DeletionAction): Promise<void> => {
      if (action.what === 'keep') return dataOf(client('tenant.cancel-deletion'))
      await dataOf(client('tenant.request-deletion', { body: { slug: action.slug } }))
    },
    onSuccess: async () => {
      await onChanged()
      // Everything else of the tenant has closed, or is open again.
      await queries.invalidateQueries()
    },
  })
}
