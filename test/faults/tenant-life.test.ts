import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf } from '@palisade/contracts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { type Call, send } from '../support/clients/send.ts'
import { readNdjson } from '../support/ndjson.ts'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'
import { type NativeWorker, startWorker } from '../support/targets/native-worker.ts'

type Export = ResponseOf<'tenant.read-export'>['export']

let system: Nodes
let database: pg.Client
let token: string
const workers: NativeWorker[] = []

beforeAll(async () => {
  system = await startNodes(2)
  database = new pg.Client({ connectionString: system.database.ownerUrl })
  await database.connect()
  const first = await signInAt(url(), 'owner@acme.test', system.password)
  const ask = (path: string, json: object) => send(url(), path, { method: 'POST', token: first, json })
  const enrolled = await ask('/api/auth/second-factor/enrolment', { password: system.password })
  const app = createAuthenticator(enrolled.json<ResponseOf<'second-factor.enrol'>>().secret)
  const confirmed = await ask('/api/auth/second-factor/confirmation', { code: await app.nextCode() })
  token = confirmed.json<ResponseOf<'second-factor.confirm'>>().session.accessToken
  await Promise.all([start(), start()])
})

afterAll(async () => {
  for (const worker of workers) await worker.stop()
  await database?.end()
  await system?.stop()
})

const url = (node = 0) => system.nodes[node]?.url ?? ''

async function start(): Promise<void> {
  const { database, redis } = system
  workers.push(
    await startWorker({ databaseUrl: database.workerUrl, redisUrl: redis.url, publicOrigin: 'https://localhost' }),
  )
}

const ask = (path: string, request: Call = {}, node = 0) => send(url(node), path, { token, ...request })

const readExport = async (node = 0) => (await ask('/api/tenant/export', {}, node)).json<{ export: Export }>().export

async function until<T>(find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await find()
    if (found) return found
    await sleep(100)
  }
}

/** The worker that takes the next job of a queue. */
function starterOf(queue: string): Promise<NativeWorker> {
  const starts = ({ logFile }: NativeWorker) =>
    readFileSync(logFile, 'utf8').split(`job.started","queue":"${queue}"`).length
  const before = new Map(workers.map(worker => [worker, starts(worker)]))
  return until(() => workers.find(worker => starts(worker) > (before.get(worker) ?? 0)))
}

/** Nobody reads or writes a table until it is let go, so that a job stays in the middle. */
async function hold(table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: system.database.ownerUrl })
  await client.connect()
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
  return () => client.end()
}

test('[S74] when a worker dies during an export, no half of it can be downloaded, and another worker goes on', async () => {
  const release = await hold('order_events')
  const starting = starterOf('tenants.export')
  expect((await ask('/api/tenant/export', { method: 'POST' })).status).toBe(202)
  const victim = await starting
  const isHalf = async () => ((await readExport())?.records ?? 0) > 0
  await until(async () => (await isHalf()) || undefined)
  await victim.end('SIGKILL')
  workers.splice(workers.indexOf(victim), 1)
  await victim.stop()
  for (const node of [0, 1]) {
    expect(await readExport(node)).toMatchObject({ status: 'running', finishedAt: null })
    const download = await ask('/api/tenant/export/download', { method: 'POST' }, node)
    expect(download.json()).toMatchObject({ status: 404, code: 'not-found' })
    const second = await ask('/api/tenant/export', { method: 'POST' }, node)
    expect(second.json()).toMatchObject({ status: 409, code: 'export-under-way' })
  }
  await release()
  const done = await until(async () => {
    const found = await readExport(1)
    return found?.finishedAt ? found : undefined
  })
  expect(done.status).toBe('done')
  const file = await ask('/api/tenant/export/download', { method: 'POST' }, 1)
  const lines = readNdjson<{ kind: string }>(file.text)
  expect(lines.at(-1)).toEqual({ kind: 'end', records: lines.length - 1 })
  const records = lines.map(line => JSON.stringify(line))
  expect(new Set(records).size).toBe(records.length)
  expect(lines.filter(({ kind }) => kind === 'order')).toHaveLength(36)
  await start()
})

test('[S74] when a worker dies during an erasure, another one erases the rest, and every node refuses the tenant', async () => {
  const { id: tenantId } = (await ask('/api/tenant')).json<ResponseOf<'tenant.read'>>()
  const deletion = await ask('/api/tenant/deletion', { method: 'POST', json: { slug: 'acme' } })
  expect(deletion.status).toBe(202)
  for (const node of [0, 1])
    expect((await ask('/api/orders', {}, node)).json()).toMatchObject({ code: 'tenant-deleting' })
  await database.query(`UPDATE tenants SET erase_after = now() WHERE id = $1`, [tenantId])

  const release = await hold('orders')
  const starting = starterOf('housekeeping.erasure')
  // As its schedule would, within five minutes.
  await database.query(`
    INSERT INTO pgboss.job (name, policy, retry_limit, heartbeat_seconds)
    SELECT name, policy, retry_limit, heartbeat_seconds FROM pgboss.queue WHERE name = 'housekeeping.erasure'`)
  const victim = await starting
  const count = async (table: string) =>
    Number((await database.query(`SELECT count(*) FROM ${table} WHERE tenant_id = $1`, [tenantId])).rows[0]?.count)
  await until(async () => (await count('order_lines')) === 0)
  await victim.end('SIGKILL')
  workers.splice(workers.indexOf(victim), 1)
  await victim.stop()
  const state = async () => (await database.query('SELECT state FROM tenants WHERE id = $1', [tenantId])).rows[0]?.state
  expect(await state()).toBe('erasing')
  expect((await ask('/api/tenant/deletion', { method: 'DELETE' })).json()).toMatchObject({ code: 'not-being-deleted' })

  await release()
  await until(async () => (await state()) === undefined)
  expect(await count('orders')).toBe(0)
  const [proof] = (await database.query('SELECT * FROM erased_tenants WHERE tenant_id = $1', [tenantId])).rows
  expect(proof).toMatchObject({ erased_at: expect.any(Date), counts: { orders: 36 } })
  for (const node of [0, 1]) {
    expect((await ask('/api/orders', {}, node)).status).toBe(403)
    expect((await ask('/api/auth/me', {}, node)).json()).toMatchObject({ code: 'invalid-token' })
  }
  const again = { email: 'owner@acme.test', password: system.password }
  const signIn = await send(url(1), '/api/auth/sign-in', { method: 'POST', json: again })
  expect(signIn.json()).toMatchObject({ code: 'invalid-credentials' })
  // A person with another tenant keeps the account.
  await signInAt(url(), 'consultant@initech.test', system.password)
})
