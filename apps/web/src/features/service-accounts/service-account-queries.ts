import type { ResponseOf } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'

export type ApiKey = ResponseOf<'api-keys.list'>['items'][number]
export type ClientKey = ResponseOf<'client-keys.list'>['items'][number]

/** A service account with what it can call by. */
export type ServiceAccount = ResponseOf<'service-accounts.list'>['items'][number] & {
  readonly apiKeys: readonly ApiKey[]
  readonly clientKeys: readonly ClientKey[]
}

export const accountsKey = ['service-accounts']

export function useServiceAccounts() {
  const client = useClient()
  return useQuery({
    queryKey: accountsKey,
    queryFn: async ({ signal }) => {
      const [accounts, apiKeys, clientKeys] = await Promise.all([
        dataOf(client('service-accounts.list', {}, { signal })),
        dataOf(client('api-keys.list', {}, { signal })),
        dataOf(client('client-keys.list', {}, { signal })),
      ])
      const ofAccount = <Key extends { serviceAccountId: string | null }>(keys: readonly Key[], id: string) =>
        keys.filter(key => key.serviceAccountId === id)
      return {
        audience: clientKeys.audience,
        accounts: accounts.items.map(
          (account): ServiceAccount => ({
            ...account,
            apiKeys: ofAccount(apiKeys.items, account.id),
            clientKeys: ofAccount(clientKeys.items, account.id),
          }),
        ),
      }
    },
  })
}
