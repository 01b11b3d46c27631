import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { useSession } from './session-context.ts'

const queryKey = ['second-factor']

/** Whether the user has a second factor, and how many recovery codes are left. */
export function useSecondFactor() {
  const client = useClient()
  return useQuery({ queryKey, queryFn: ({ signal }) => dataOf(client('second-factor.read', {}, { signal })) })
}

/** Secrets are to leave the memory with the page: `gcTime: 0` keeps none of them in the cache. */
const once = { gcTime: 0 } as const

export function useEnrol() {
  const client = useClient()
  return useMutation({
    ...once,
    mutationFn: (password: string) => dataOf(client('second-factor.enrol', { body: { password } })),
  })
}

export function useConfirm() {
  const client = useClient()
  const queries = useQueryClient()
  const { continueWith } = useSession()
  return useMutation({
    ...once,
    mutationFn: async (code: string) => {
      const { session, recoveryCodes } = await dataOf(client('second-factor.confirm', { body: { code } }))
      continueWith(session)
      return recoveryCodes
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey }),
  })
}

export function useRenewCodes() {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    ...once,
    mutationFn: async () => (await dataOf(client('second-factor.renew-codes'))).recoveryCodes,
    onSuccess: () => void queries.invalidateQueries({ queryKey }),
  })
}

export function useDisable() {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => dataOf(client('second-factor.disable')),
    onSuccess: () => void queries.invalidateQueries({ queryKey }),
  })
}
