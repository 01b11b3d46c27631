import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, sendOptionsOf, type TenantJob } from '@palisade/db'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@palisade/db/embedded'
import { createLogger } from '@palisade/service'
import { PgBoss } from 'pg-boss'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type JobHandlers, startJobs } from './start-jobs.ts'

let folder: string
let postgres: EmbeddedPostgres
let boss: PgBoss

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-jobs-'))
  postgres = await startEmbeddedPostgres(folder)
  await migrate({ url: postgres.url })
  boss = new PgBoss({ connectionString: postgres.url, migrate: false, supervise: false, schedule: false })
  await boss.start()
})

afterAll(async () => {
  await boss.stop({ graceful: false })
  await postgres.stop()
  await rm(folder, { recursive: true })
})

test('[S96] one tenant with many slow jobs runs one of a queue at a time, and delays no other tenant', async () => {
  const [busy, other] = [randomUUID(), randomUUID()]
  const { promise: slow, resolve: finish } = Promise.withResolvers<void>()
  const started: string[] = []
  const handle = async ({ tenantId }: TenantJob) => {
    started.push(tenantId)
    if (tenantId === busy) await slow
    return {}
  }
  const idle = async () => ({})
  const handlers: JobHandlers = {
    'reports.compute': handle,
    'reports.fail': idle,
    'orders.import': idle,
    'orders.import-fail': idle,
    'origins.verify': handle,
    'mail.send': idle,
    'invitations.send': idle,
    'tenants.export': idle,
    'tenants.export-fail': idle,
    'tenants.announce-deletion': idle,
    'housekeeping.erasure': idle,
    'housekeeping.origins': idle,
    'housekeeping.retention': idle,
  }
  for (const queue of ['reports.compute', 'origins.verify']) {
    for (const tenantId of [...Array(20).fill(busy), other, other]) {
      const job = { tenantId, id: randomUUID() }
      await boss.send(queue, job, sendOptionsOf(job))
    }
  }
  const logger = createLogger({ service: 'worker', level: 'silent', hashKey: randomBytes(32) })
  await startJobs({ boss, logger, metrics: undefined }, handlers)
  const count = (tenantId: string) => started.filter(tenant => tenant === tenantId).length
  await vi.waitFor(() => expect(count(other)).toBe(4), 30_000)
  expect(count(busy)).toBe(2)
  finish()
  await vi.waitFor(() => expect(count(busy)).toBeGreaterThan(2), 30_000)
})
