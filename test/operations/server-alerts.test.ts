import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import {
  startMonitoring,
  startNodeExporter,
  startPostgres,
  startPostgresExporter,
  startRedis,
  startRedisExporter,
  withoutWaiting,
} from '../support/native/index.ts'
import { waitForAlert } from './wait-for-alert.ts'

const undo: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const step of undo.reverse()) await step()
})

async function kept<Server extends { stop: () => Promise<unknown> }>(starting: Promise<Server>): Promise<Server> {
  const server = await starting
  undo.push(server.stop)
  return server
}

const [redis, postgres] = await Promise.all([kept(startRedis()), kept(startPostgres())])
const exporters = {
  redis: await kept(startRedisExporter(redis.url)),
  postgres: await kept(startPostgresExporter(postgres.url)),
  host: await kept(startNodeExporter()),
}
const targets = Object.fromEntries(Object.entries(exporters).map(([job, { address }]) => [job, [address]]))
// A shortened copy of one rule: a transaction counts as long after two seconds instead of a minute.
const adjustAlerts = (text: string) => withoutWaiting(text).replace('max_tx_duration) > 60', 'max_tx_duration) > 2')
const monitoring = await kept(startMonitoring(targets, undefined, { adjustAlerts }))

test('[S86] [O1] nothing fires while the servers are well', async () => {
  const up = 'count(redis_up == 1) + count(pg_up == 1) + count(node_memory_MemAvailable_bytes)'
  await expect.poll(() => monitoring.query(up), { timeout: 60_000 }).toMatchObject([{ value: 3 }])
  // There are no backups, and of this machine's disks and memory nothing is known.
  expect(await monitoring.query('ALERTS{alertname!~"BackupTooOld|JobAbsent|Watchdog|Host.*"}')).toEqual([])
})

test('[O1] an alert fires when a transaction stays open', async () => {
  const client = new pg.Client(postgres.url)
  await client.connect()
  await client.query('BEGIN')
  await client.query('SELECT pg_current_xact_id()')
  await waitForAlert(monitoring, 'DatabaseSlow', { severity: 'page' })
  await client.end()
})

test('[O1] an alert fires when the connections of PostgreSQL are used up', async () => {
  const clients: pg.Client[] = []
  try {
    for (;;) {
      const client = new pg.Client(postgres.urlFor('palisade', new URL(postgres.url).password))
      await client.connect()
      clients.push(client)
    }
  } catch (error) {
    expect((error as Error).message).toMatch(/too many clients/)
  }
  // The exporter keeps its own connection.
  await waitForAlert(monitoring, 'DatabaseConnectionsLow', { severity: 'page' })
  await Promise.all(clients.map(client => client.end()))
})

test('[O1] an alert fires when the memory of Redis is nearly used up, and another when Redis is away', async () => {
  const client = new Redis(redis.url)
  await client.config('SET', 'maxmemory', '8mb')
  for (let key = 0; ; key++) {
    const written = await client.set(`filler:${key}`, 'x'.repeat(100_000)).catch((error: Error) => error.message)
    if (written !== 'OK') break
  }
  await waitForAlert(monitoring, 'RedisMemoryLow', { severity: 'page' })
  client.disconnect()
  await redis.kill()
  await waitForAlert(monitoring, 'ExporterBlind', { job: 'redis' })
})

// Only root may mount.
test.skipIf(process.getuid?.() !== 0)('[O1] an alert fires when a disk is full', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'palisade-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
  try {
    writeFileSync(join(disk, 'log'), Buffer.alloc(1_000_000))
    await waitForAlert(monitoring, 'HostDiskFull', { mountpoint: disk })
  } finally {
    execFileSync('umount', [disk])
    rmSync(disk, { recursive: true })
  }
})

test('[O1] an alert fires when an exporter is down', async () => {
  await exporters.postgres.stop()
  await waitForAlert(monitoring, 'TargetDown', { job: 'postgres' })
})
