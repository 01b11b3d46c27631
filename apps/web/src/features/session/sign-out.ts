import { useMutation } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { useSession } from './session-context.ts'

export function useSignOut() {
  const session = useSession()
  return useMutation({ mutationFn: session.signOut })
}

export function useSignOutEverywhere() {
  const session = useSession()
  const client = useClient()
  return useMutation({
    mutationFn: async () => {
      await dataOf(client('sessions.end-all'))
      await session.signOut()
    },
  })
}
