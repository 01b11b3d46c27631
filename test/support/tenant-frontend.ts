import { renameSync, writeFileSync } from 'node:fs'
import type { ResponseOf } from '@palisade/contracts'
import { inject, vi } from 'vitest'
import { call } from './http.ts'
import type { DnsRecords } from './native/index.ts'
import { type TenantSlug, tokenOf } from './users.ts'

type Origin = ResponseOf<'tenant.add-origin'>

/** Replaces what the DNS tells the workers, in one step: the DNS server may be reading the file. */
export function publish(records: DnsRecords): void {
  const { dnsRecordsFile } = inject('target')
  if (!dnsRecordsFile) return
  writeFileSync(`${dnsRecordsFile}.new`, JSON.stringify(records))
  renameSync(`${dnsRecordsFile}.new`, dnsRecordsFile)
}

/** Adds a tenant's own frontend, proves its domain, and waits until every node lets its pages in. */
export async function addFrontend(tenant: TenantSlug, origin: string): Promise<() => Promise<unknown>> {
  const token = await tokenOf('owner', tenant)
  const added = await call('/api/tenant/origins', { method: 'POST', token, json: { origin } })
  const { id, record } = added.json<Origin>()
  publish({ [record.name]: [record.value] })
  await call(`/api/tenant/origins/${id}/verification`, { method: 'POST', token })
  const readFromAllNodes = async () => {
    for (let node = 0; node < 6; node++) {
      const { status } = await call('/api/orders', { token, headers: { origin } })
      if (status !== 200) throw new Error(`${origin} is not let in yet: ${status}`)
    }
  }
  await vi.waitFor(readFromAllNodes, { timeout: 60_000, interval: 500 })
  return () => call(`/api/tenant/origins/${id}`, { method: 'DELETE', token })
}
