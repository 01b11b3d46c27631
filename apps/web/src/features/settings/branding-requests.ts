import type { ResponseOf } from '@palisade/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'

/** `undefined` removes the logo. @param onSaved runs when the server has the change, also if the page is gone by then */
export function useChangeLogo(onSaved: () => Promise<unknown>) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (file: File | undefined): Promise<ResponseOf<'tenant.set-logo'>> =>
      dataOf(file ? client('tenant.set-logo', { file }) : client('tenant.remove-logo')),
    onSuccess: async () => {
      await onSaved()
      await queries.invalidateQueries({ queryKey: ['tenant'] })
    },
  })
}
