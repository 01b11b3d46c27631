import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf } from '@palisade/contracts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ndjsonOf } from '../support/ndjson.ts'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'
import { type NativeWorker, startWorker } from '../support/targets/native-worker.ts'

type Report = ResponseOf<'reports.read'>

type OrderImport = ResponseOf<'order-imports.read'>

type Line = { level: string; event: string; job?: string; object?: string; attempt?: number }

let system: Nodes
let token: string
const workers: NativeWorker[] = []

const start = () =>
  startWorker({
    databaseUrl: system.database.workerUrl,
    redisUrl: system.redis.url,
    publicOrigin: 'https://localhost',
  }).then(worker => {
    workers.push(worker)
    return worker
  })

beforeAll(async () => {
  system = await startNodes(1)
  token = await signInAt(url(), 'owner@acme.test', system.password)
  await Promise.all([start(), start()])
})

afterAll(async () => {
  for (const worker of workers) await worker.stop()
  await system?.stop()
})

function url(): string {
  return system.nodes[0]?.url ?? ''
}

async function ask(): Promise<Report> {
  const response = await fetch(`${url()}/api/reports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ createdFrom: '2026-01-01T00:00:00Z', createdBefore: '2027-01-01T00:00:00Z' }),
  })
  return (await response.json()) as Report
}

async function read(id: string): Promise<Report> {
  const response = await fetch(`${url()}/api/reports/${id}`, { headers: { authorization: `Bearer ${token}` } })
  return (await response.json()) as Report
}

function logOf(worker: NativeWorker): Line[] {
  const text = readFileSync(worker.logFile, 'utf8').trim()
  return text.split('\n').map(line => JSON.parse(line) as Line)
}

async function discard(worker: NativeWorker): Promise<void> {
  workers.splice(workers.indexOf(worker), 1)
  await worker.stop()
}

async function until<T>(find: () => T | undefined | Promise<T | undefined>, withinMs: number): Promise<T> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += 200) {
    const found = await find()
    if (found) return found
    await sleep(200)
  }
  throw new Error(`not within ${withinMs} ms`)
}

const starterOf = (id: string) => until(() => workers.find(worker => started(worker, id)), 60_000)

const started = (worker: NativeWorker, id: string) =>
  logOf(worker).some(line => line.event === 'job.started' && line.object === id)

const reached = (id: string, status: Report['status'], withinMs: number) =>
  until(async () => {
    const report = await read(id)
    return report.status === status ? report : undefined
  }, withinMs)

/** Nothing can read an order until it is let go, so that a report stays in the middle. */
async function holdOrders(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: system.database.ownerUrl })
  await client.connect()
  await client.query('BEGIN')
  await client.query('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE')
  return () => client.end()
}

test('[S74] when a worker dies during a job, another one finishes the job', async () => {
  const release = await holdOrders()
  const { id } = await ask()
  const victim = await starterOf(id)
  await reached(id, 'running', 60_000)
  await victim.end('SIGKILL')
  await release()
  expect((await read(id)).status).toBe('running')

  const report = await reached(id, 'done', 60_000)
  expect(report.rows?.length).toBeGreaterThan(0)
  const heir = workers.find(worker => worker !== victim)
  const attempts = () => (heir ? logOf(heir) : []).filter(line => line.object === id)
  // The report is done a moment before its job is.
  await until(() => attempts().length > 1, 60_000)
  expect(attempts().map(({ event, attempt }) => [event, attempt])).toEqual([
    ['job.started', 2],
    ['job.done', 2],
  ])
  await discard(victim)
})

test('[S74] [P10] when a worker dies while it imports orders, another one goes on: none is lost, and none is there twice', async () => {
  await start()
  const client = new pg.Client({ connectionString: system.database.ownerUrl })
  await client.connect()
  const names = Array.from({ length: 2_000 }, (_, index) => `Imported ${index}`)
  const line = { sku: 'LAMP-07', description: 'Desk lamp', quantity: 1, unitPriceMinor: 7_450 }
  const order = { customerEmail: 'zoe@keller.example', currency: 'EUR', lines: [line] }
  const answer = await fetch(`${url()}/api/order-imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: ndjsonOf(names.map(customerName => ({ customerName, ...order }))),
  })
  const { id } = (await answer.json()) as OrderImport
  const readImport = async () => {
    const headers = { authorization: `Bearer ${token}` }
    return (await (await fetch(`${url()}/api/order-imports/${id}`, { headers })).json()) as OrderImport
  }
  const saved = async () => {
    const text = `SELECT customer_name AS name FROM orders WHERE customer_name LIKE 'Imported %' ORDER BY 1`
    return (await client.query<{ name: string }>(text)).rows.map(({ name }) => name)
  }
  const victim = await starterOf(id)
  await until(async () => ((await readImport()).ordersSaved > 0 ? true : undefined), 60_000)
  await client.query('BEGIN')
  // The next batch waits here, in the middle of its transaction.
  await client.query('LOCK TABLE order_events IN ACCESS EXCLUSIVE MODE')
  await victim.end('SIGKILL')
  await client.query('COMMIT')

  const half = await readImport()
  expect(half).toMatchObject({ status: 'saving', finishedAt: null, orders: names.length })
  expect(half.ordersSaved).toBeGreaterThan(0)
  expect(half.ordersSaved).toBeLessThan(names.length)
  // What the server has not yet rolled back of the dead worker's transaction is not visible either.
  expect(await saved()).toHaveLength(half.ordersSaved)

  const counts: number[] = []
  const done = await until(async () => {
    const found = await readImport()
    counts.push(found.ordersSaved)
    return found.finishedAt === null ? undefined : found
  }, 300_000)
  expect(done).toMatchObject({ status: 'done', orders: names.length, ordersSaved: names.length, faults: [] })
  expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  expect(counts[0]).toBeGreaterThanOrEqual(half.ordersSaved)
  expect(await saved()).toEqual(names.toSorted())
  const parts = await client.query('SELECT FROM upload_parts WHERE upload_id = $1', [id])
  expect(parts.rowCount).toBe(0)
  await client.end()
  await discard(victim)
})

test('[S74] after SIGTERM, a worker finishes its current job and takes no other', async () => {
  const release = await holdOrders()
  const { id } = await ask()
  const worker = await starterOf(id)
  const stopped = worker.end('SIGTERM')
  await until(() => logOf(worker).some(line => line.event === 'stopping'), 60_000)
  const late = await ask()
  await release()
  await stopped
  const log = logOf(worker)
  expect(log.filter(line => line.object === id).map(line => line.event)).toEqual(['job.started', 'job.done'])
  expect(log.at(-1)?.event).toBe('stopped')
  expect(started(worker, late.id)).toBe(false)
  await discard(worker)
  await start()
  await reached(late.id, 'done', 60_000)
})

test('[S74] a failed job is retried, and after the last attempt the report is marked as failed', async () => {
  const client = new pg.Client({ connectionString: system.database.ownerUrl })
  await client.connect()
  await client.query('REVOKE SELECT ON orders FROM palisade_job')
  const { id } = await ask()
  const worker = await starterOf(id)
  const failed = await until(
    () => logOf(worker).find(line => line.event === 'job.failed' && line.object === id),
    60_000,
  )
  expect(failed).toMatchObject({ level: 'error', attempt: 1 })
  // Not to wait for the last attempt, minutes later.
  await client.query(`UPDATE pgboss.job SET retry_limit = 0 WHERE data ->> 'id' = $1`, [id])
  const given = await reached(id, 'failed', 60_000)
  expect(given).toMatchObject({ status: 'failed', rows: null, finishedAt: expect.any(String) })
  await client.query('GRANT SELECT ON orders TO palisade_job')
  await client.end()
})

test('[S86] a worker has metrics of its jobs, and logs no error about missing privileges on the queue', async () => {
  const worker = await start()
  const { id } = await ask()
  await reached(id, 'done', 60_000)
  const metrics = await (await fetch(worker.metricsUrl)).text()
  expect(metrics).toMatch(/^palisade_jobs_ready\{queue="reports\.compute"\} \d+$/m)
  // Long enough for the queue's own upkeep to have run.
  await sleep(25_000)
  const complaints = logOf(worker).filter(line => line.event.startsWith('queue.'))
  expect(complaints).toEqual([])
})
