import type { RequestOf, ResponseOf } from '@palisade/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SentRequest } from '../../components/request-form.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { accountsKey, type ServiceAccount } from './service-account-queries.ts'

/** Everything that the page can ask for. One request at a time, so that one notice and one step-up serve all. */
export type AccountAction =
  | { what: 'create'; body: RequestOf<'service-accounts.create'>['body'] }
  | { what: 'change'; accountId: string; body: RequestOf<'service-accounts.change'>['body'] }
  | { what: 'remove'; accountId: string }
  | { what: 'create-key'; accountId: string; body: RequestOf<'api-keys.create'>['body'] }
  | { what: 'roll-key'; keyId: string; body: RequestOf<'api-keys.roll'>['body'] }
  | { what: 'revoke-key'; keyId: string }
  | { what: 'add-public-key'; accountId: string; body: RequestOf<'client-keys.create'>['body'] }
  | { what: 'revoke-public-key'; clientKeyId: string }

export type NewKey = ResponseOf<'api-keys.create'>

/** The page keeps the key of an answer until the user has saved it. */
export type Act = (action: AccountAction) => void

export type AccountRequest = ReturnType<typeof useAccountAction>

export function useAccountAction() {
  const send = useSend()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSettled: () => void queries.invalidateQueries({ queryKey: accountsKey }),
    // The answer may hold a key, which is to leave the memory with the page.
    gcTime: 0,
  })
}

/** What each part of an account's card gets. */
export type AccountProps = {
  account: ServiceAccount
  request: AccountRequest
  act: Act
  /** Counts the requests that have succeeded: forms begin empty after each. */
  done: number
}

/** The request as one form sees it: the errors of others are shown elsewhere. */
export function partOf(request: AccountRequest, isOwn: (action: AccountAction) => boolean): SentRequest {
  const { variables, error, isPending, submittedAt } = request
  const own = variables !== undefined && isOwn(variables)
  return { error: own ? error : null, isPending: own && isPending, submittedAt }
}

function useSend() {
  const client = useClient()
  return async (action: AccountAction): Promise<NewKey | undefined> => {
    switch (action.what) {
      case 'create':
        await dataOf(client('service-accounts.create', { body: action.body }))
        return undefined
      case 'change':
        await dataOf(client('service-accounts.change', { params: { accountId: action.accountId }, body: action.body }))
        return undefined
      case 'remove':
        await dataOf(client('service-accounts.remove', { params: { accountId: action.accountId } }))
        return undefined
      case 'create-key':
        return dataOf(client('api-keys.create', { body: action.body }))
      case 'roll-key':
        return dataOf(client('api-keys.roll', { params: { keyId: action.keyId }, body: action.body }))
      case 'revoke-key':
        await dataOf(client('api-keys.revoke', { params: { keyId: action.keyId } }))
        return undefined
      case 'add-public-key':
        await dataOf(client('client-keys.create', { body: action.body }))
        return undefined
      case 'revoke-public-key':
        await dataOf(client('client-keys.revoke', { params: { clientKeyId: action.clientKeyId } }))
        return undefined
    }
  }
}
