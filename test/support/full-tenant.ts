import { exampleFileOf, type ResponseOf } from '@palisade/contracts'
import { call } from './http.ts'
import { importFile } from './imports.ts'
import { readMail, tokenOf } from './mail.ts'
import { invite } from './teams.ts'
import { exported } from './tenant-exports.ts'

/** What the addresses of pages need. */
export type FullTenant = {
  reportId: string
  importId: string
  /** Of a file with a line that is not valid. */
  invalidImportId: string
  /** Of the link that changes the owner's email. */
  emailChangeToken: string
}

const dayMs = 86_400_000
const csv = exampleFileOf('text/csv')

/** Gives a tenant one of everything that its pages show. */
export async function fillTenant(token: string, password: string): Promise<FullTenant> {
  const create = async <T>(path: string, json?: object): Promise<T> => {
    const answer = await call(path, { method: 'POST', token, ...(json && { json }) })
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
    return (answer.text === '' ? undefined : answer.json()) as T
  }
  const { id: importId } = await importFile(token, csv)
  const { id: invalidImportId } = await importFile(token, csv.replaceAll('EUR', 'XXX'))
  const { id: reportId } = await create<ResponseOf<'reports.create'>>('/api/reports', {
    createdFrom: new Date(Date.now() - 30 * dayMs).toISOString(),
    createdBefore: new Date().toISOString(),
  })
  await create('/api/order-filters', { name: 'Paid in euros', choices: { status: 'paid', currency: 'EUR' } })
  await addKeys(create)
  await create('/api/tenant/origins', { origin: 'https://shop.example.com' })
  await invite(token, 'ada@example.com')
  await create('/api/support-access', { forHours: 4 })
  await create('/api/tenant/export')
  await exported(token)
  const newEmail = 'owner@acme.example'
  await create('/api/auth/email', { newEmail, password })
  return {
    reportId,
    importId,
    invalidImportId,
    emailChangeToken: tokenOf(await readMail(newEmail, 'Confirm your new email')),
  }
}

type Create = <T>(path: string, json?: object) => Promise<T>

async function addKeys(create: Create): Promise<void> {
  const scopes = ['orders:read', 'orders:write']
  const key = { scopes, expiresInDays: 90 }
  await create('/api/api-keys', { ...key, name: 'Price list' })
  const { id: serviceAccountId } = await create<ResponseOf<'service-accounts.create'>>('/api/service-accounts', {
    name: 'Shop import',
    scopes,
  })
  await create('/api/api-keys', { ...key, name: 'Production', serviceAccountId })
  // Of RFC 8037, appendix A.2.
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  await create('/api/client-keys', { serviceAccountId, name: 'Build server', jwk })
}
