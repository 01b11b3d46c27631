import type { RequestOf, ResponseOf } from '@palisade/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { useTextDraft } from '../../lib/drafts-context.ts'
import { dataOf } from '../../lib/problem-error.ts'

export type Tenant = ResponseOf<'tenant.read'>

const queryKey = ['tenant']

export function useTenant() {
  const client = useClient()
  return useQuery({ queryKey, queryFn: ({ signal }) => dataOf(client('tenant.read', {}, { signal })) })
}

/** @param onSaved runs when the server has the change, also if the form is gone by then */
function useChangeTenant(version: number, onSaved: () => unknown) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: RequestOf<'tenant.change'>['body']) =>
      dataOf(client('tenant.change', { headers: { 'if-match': `"${version}"` }, body })),
    onSuccess: async () => {
      await onSaved()
      // Names are part of many answers.
      await queries.invalidateQueries()
    },
  })
}

export type TenantForm = ReturnType<typeof useTenantForm>

/** A change of the tenant, with a draft of this name that is kept until it is saved. */
export function useTenantForm(draftName: string, { version }: Tenant, onChanged: () => Promise<unknown>) {
  const draft = useTextDraft(draftName)
  const changing = useChangeTenant(version, async () => {
    draft.discard()
    await onChanged()
  })
  return { draft, changing }
}
