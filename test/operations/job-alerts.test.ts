import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tenantQuotas } from '@palisade/contracts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Monitoring, startMonitoring } from '../support/native/index.ts'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'
import { startWorker } from '../support/targets/native-worker.ts'
import { waitForAlert } from './wait-for-alert.ts'

let system: Nodes
let owner: pg.Client
let monitoring: Monitoring
let token: string
const undo: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  system = await startNodes(1)
  undo.push(system.stop)
  owner = new pg.Client(system.database.ownerUrl)
  await owner.connect()
  undo.push(() => owner.end())
  const stores = { databaseUrl: system.database.workerUrl, redisUrl: system.redis.url }
  const worker = await startWorker({ ...stores, publicOrigin: 'https://localhost' })
  undo.push(worker.stop)
  const targets = { api: system.nodes.map(({ metrics }) => metrics), worker: [new URL(worker.metricsUrl).host] }
  monitoring = await startMonitoring(targets)
  undo.push(monitoring.stop)
  await vi.waitFor(async () => expect(await monitoring.query('up == 1')).toHaveLength(2), { timeout: 60_000 })
  token = await signInAt(url('/'), 'owner@acme.test', system.password)
})

afterAll(async () => {
  for (const step of undo.reverse()) await step()
})

const url = (path: string) => new URL(path, system.nodes[0]?.url).href

async function requestReports(count: number): Promise<void> {
  for (let report = 0; report < count; report++) {
    const answer = await fetch(url('/api/reports'), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ createdFrom: '2026-01-01T00:00:00Z', createdBefore: '2027-01-01T00:00:00Z' }),
    })
    expect(answer.status).toBe(202)
  }
}

test('[O1] an alert fires when a job waits behind another of its tenant', async () => {
  await owner.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE')
  const queue = new pg.Client(system.database.ownerUrl)
  await queue.connect()
  await requestReports(2)
  const running = `SELECT FROM pgboss.job WHERE name = 'reports.compute' AND state = 'active'`
  await vi.waitFor(async () => expect((await queue.query(running)).rowCount).toBe(1), { timeout: 30_000 })
  // Instead of waiting for ten minutes, the job that waits is made eleven minutes older.
  await queue.query(`UPDATE pgboss.job SET start_after = start_after - interval '11 minutes' WHERE state = 'created'`)
  await waitForAlert(monitoring, 'QueueStuck', { queue: 'reports.compute' })
  await queue.end()
  await owner.query('ROLLBACK')
})

test('[O1] an alert fires when attempts of jobs fail, and another when the last attempt has failed', async () => {
  await owner.query('REVOKE SELECT ON orders FROM palisade_job')
  await requestReports(5)
  await waitForAlert(monitoring, 'JobsFail', { queue: 'reports.compute' })
  await waitForAlert(monitoring, 'JobsGivenUp', { queue: 'reports.compute' })
})

test('[O1] an alert fires when a tenant has nearly used up its plan', async () => {
  const units = `UPDATE usage_counts SET units = $1 FROM tenants
    WHERE tenants.id = tenant_id AND slug = 'acme' AND unit = 'day' AND units > 0`
  // The requests above are in the database some seconds later; the units are those of a month of work.
  const { rows } = await owner.query<{ tier: keyof typeof tenantQuotas }>(
    `SELECT tier FROM tenants WHERE slug = 'acme'`,
  )
  const used = Math.ceil(0.95 * tenantQuotas[rows[0]?.tier ?? 'free'])
  await vi.waitFor(async () => expect((await owner.query(units, [used])).rowCount).toBeGreaterThan(0), 60_000)
  // The API reads them once a minute.
  await waitForAlert(monitoring, 'TenantNearQuota', { severity: 'ticket' })
})

test('[O1] an alert fires when the signing key is old', async () => {
  const folder = system.keysFolder
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    const key = JSON.parse(await readFile(file, 'utf8')) as { since: string }
    const since = new Date(Date.parse(key.since) - 101 * 86_400_000).toISOString()
    await writeFile(file, JSON.stringify({ ...key, since }))
  }
  await waitForAlert(monitoring, 'SigningKeyOld', { severity: 'ticket' })
})
