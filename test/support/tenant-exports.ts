import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf } from '@palisade/contracts'
import { call } from './http.ts'

export type TenantExport = NonNullable<ResponseOf<'tenant.read-export'>['export']>

export async function readExport(token: string): Promise<TenantExport | null> {
  return (await call('/api/tenant/export', { token })).json<ResponseOf<'tenant.read-export'>>().export
}

/** Waits for the end of the export of a tenant. */
export async function exported(token: string): Promise<TenantExport> {
  for (;;) {
    const found = await readExport(token)
    if (found?.finishedAt) return found
    await sleep(200)
  }
}
