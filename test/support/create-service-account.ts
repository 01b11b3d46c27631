import type { ResponseOf } from '@palisade/contracts'
import { call } from './http.ts'
import { ownerToken } from './teams.ts'

export type ServiceAccount = ResponseOf<'service-accounts.create'>

const created: { id: string; token: string }[] = []

/** A service account that reads orders in the tenant of this file of tests, unless something else is asked for. */
export async function createServiceAccount(
  more: { name?: string; scopes?: string[] } = {},
  owner: Promise<string> = ownerToken(),
): Promise<ServiceAccount> {
  const token = await owner
  const json = { name: 'Program', scopes: ['orders:read'], ...more }
  const answer = await call('/api/service-accounts', { method: 'POST', token, json })
  if (answer.status !== 201) throw new Error(`creating a service account answered ${answer.status}: ${answer.text}`)
  const account = answer.json<ServiceAccount>()
  created.push({ id: account.id, token })
  return account
}

/** A tenant has few service accounts, so a file of tests deletes its own. */
export async function removeServiceAccounts(): Promise<void> {
  for (const { id, token } of created.splice(0)) {
    await call(`/api/service-accounts/${id}`, { method: 'DELETE', token })
  }
}
