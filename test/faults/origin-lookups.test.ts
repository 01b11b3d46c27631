import { writeFileSync } from 'node:fs'
import { type ResponseOf, tenantMaxima } from '@palisade/contracts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { send } from '../support/clients/send.ts'
import { type DnsRecords, type NativeDns, startDns } from '../support/native/index.ts'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'
import { type NativeWorker, startWorker } from '../support/targets/native-worker.ts'

let system: Nodes
let dns: NativeDns
let worker: NativeWorker

beforeAll(async () => {
  ;[system, dns] = await Promise.all([startNodes(1), startDns()])
  const { database, redis } = system
  worker = await startWorker({
    databaseUrl: database.workerUrl,
    redisUrl: redis.url,
    dnsServer: dns.server,
    publicOrigin: 'https://localhost',
  })
})

afterAll(async () => {
  await worker?.stop()
  await dns?.stop()
  await system?.stop()
})

/** What somebody with the scope does with the origins of the tenant. */
async function manageOrigins(tenant: string, role = 'owner') {
  const { url = '' } = system.nodes[0] ?? {}
  const token = await signInAt(url, `${role}@${tenant}.test`, system.password)
  const path = '/api/tenant/origins'
  return {
    add: async (origin: string) =>
      (await send(url, path, { method: 'POST', token, json: { origin } })).json<ResponseOf<'tenant.add-origin'>>(),
    verify: (id: string) => send(url, `${path}/${id}/verification`, { method: 'POST', token }),
    remove: (id: string) => send(url, `${path}/${id}`, { method: 'DELETE', token }),
    list: async () => (await send(url, path, { token })).json<ResponseOf<'tenant.list-origins'>>().items,
  }
}

const patience = { timeout: 60_000, interval: 500 }

test('[S76] an origin of a demoted admin is verified once an owner asks for it', async () => {
  const { id, record } = await (await manageOrigins('acme', 'admin')).add('https://kept.acme.example')
  const database = new pg.Client({ connectionString: system.database.ownerUrl })
  await database.connect()
  await database.query(`UPDATE memberships SET role = 'member' WHERE role = 'admin'`)
  await database.end()
  writeFileSync(dns.recordsFile, JSON.stringify({ [record.name]: [record.value] }))
  const owner = await manageOrigins('acme')
  expect((await owner.verify(id)).status).toBe(202)
  await vi.waitFor(async () => expect(await owner.list()).toMatchObject([{ id, verified: true }]), patience)
  await owner.remove(id)
})

test('[S76] a tenant with twenty silent name servers does not delay the verification of another tenant', async () => {
  const [acme, globex] = [await manageOrigins('acme'), await manageOrigins('globex')]
  const hosts = Array.from({ length: tenantMaxima.pro.origins }, (_, index) => `silent-${index}.acme.example`)
  const records: DnsRecords = Object.fromEntries(hosts.map(host => [`_palisade.${host}`, 'silent']))
  writeFileSync(dns.recordsFile, JSON.stringify(records))
  for (const host of hosts) await acme.add(`https://${host}`)
  const { id, record } = await globex.add('https://shop.globex.example')
  writeFileSync(dns.recordsFile, JSON.stringify({ ...records, [record.name]: [record.value] }))
  await globex.verify(id)

  await vi.waitFor(async () => expect(await globex.list()).toMatchObject([{ id, verified: true }]), patience)
  // Of acme's, most still wait for their turn.
  const checked = (await acme.list()).filter(({ checkedAt }) => checkedAt !== null)
  expect(checked.length).toBeLessThan(hosts.length / 2)
})
