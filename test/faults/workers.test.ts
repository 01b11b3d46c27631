import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf } from '@palisade/contracts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'
import { type NativeWorker, startWorker } from '../support/targets/native-worker.ts'

type Report = ResponseOf<'reports.read'>

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

test('[S74] a worker that dies in the middle of a job loses nothing: the other one finishes it', async () => {
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

test('[S74] a worker that gets SIGTERM finishes its current job, and takes no other', async () => {
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

test('[S74] a job that fails is tried again, and when it cannot be done, the report says so', async () => {
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

test('[S86] a worker measures its jobs, and its log has no error about missing rights on the queue', async () => {
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
