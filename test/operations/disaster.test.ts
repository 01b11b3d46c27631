import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createDatabase, type Database } from '@palisade/db'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type BackupConfig, readConfig } from '../../infra/backup/config.ts'
import { runDrill } from '../../infra/backup/drill.ts'
import { findFaults } from '../../infra/backup/faults.ts'
import { openRepository, type Repository } from '../../infra/backup/repository.ts'
import { restoreBeside } from '../../infra/backup/restore-beside.ts'
import { readState } from '../../infra/backup/state.ts'
import { takeBackup } from '../../infra/backup/take-backup.ts'
import { type BackupRepository, createBackupRepository } from '../support/native/index.ts'
import { startWriters } from '../support/order-writers.ts'
import { type NativeDatabase, startDatabase } from '../support/targets/native-database.ts'

// docs/how-to/recover-from-a-disaster.md quotes how long each of these tests takes.

const run = promisify(execFile)
const manyOrders = 50_000

let files: BackupRepository
let database: NativeDatabase
let config: BackupConfig
let repository: Repository
let db: Database

beforeAll(async () => {
  vi.spyOn(console, 'table').mockReturnValue()
  files = await createBackupRepository()
  database = await startDatabase('a password for tests', { archiveBy: files.environment })
  await files.configure(database.server)
  config = readConfig({ ...files.environment, MIGRATION_DATABASE_URL: database.ownerUrl })
  repository = openRepository(config.environment)
  db = createDatabase(database.url)
  await asOwner(copies)
  await takeBackup(repository)
})

afterAll(async () => {
  vi.restoreAllMocks()
  await db?.close()
  await database?.stop()
  await files?.remove()
})

/** The demo orders, many times. */
const copies = `INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object(
    'id', gen_random_uuid(), 'reference', o.reference || '-' || copy))).*
  FROM orders o, generate_series(1, ${manyOrders} / (SELECT count(*) FROM orders)) copy`

async function asOwner(sql: string, url = database.ownerUrl) {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const findOrders = async (url?: string) => new Set((await asOwner('SELECT id FROM orders', url)).map(({ id }) => id))

test('[O3] under load, a drill finds every row', async () => {
  const writers = await startWriters(db, { count: 8, pauseMs: 0 })
  try {
    await runDrill(config, {})
  } finally {
    await writers.stop()
  }
})

test('[O3] orders that somebody deleted come back into the running database', async () => {
  const writers = await startWriters(db, { count: 8, pauseMs: 0 })
  await sleep(2_000)
  const before = await findOrders()
  const time = new Date()
  await sleep(1_000)
  await asOwner('DELETE FROM orders')
  await sleep(1_000)
  await writers.stop()
  const copy = await restoreBeside(config, { time })
  try {
    await copyBack(copy.url)
  } finally {
    await copy.remove()
  }
  const found = await findOrders()
  expect([...before].filter(id => !found.has(id))).toEqual([])
})

/** As docs/how-to/recover-from-a-disaster.md does it. */
async function copyBack(from: string): Promise<void> {
  const tables = ['orders', 'order_lines', 'order_events', 'search.orders'].map(name => `--table=${name}`)
  const options = ['--data-only', '--disable-triggers', '--rows-per-insert=1000', '--on-conflict-do-nothing']
  const pipe = 'pg_dump "$@" | psql --quiet --single-transaction --set=ON_ERROR_STOP=1 "$RUNNING"'
  const env = { PATH: process.env['PATH'], RUNNING: database.ownerUrl }
  await run('sh', ['-c', pipe, 'sh', ...options, ...tables, from], { env })
}

test('[O3] a lost database comes back with everything that was archived', async () => {
  const writers = await startWriters(db, { count: 8, pauseMs: 0 })
  await sleep(2_000)
  const archived = writers.written.map(({ id }) => id)
  await repository.run(['check'])
  const { dataFolder, kill, start } = database.server
  const lost = [writers.stop(), kill()]
  await Promise.allSettled(lost)
  await rm(dataFolder, { recursive: true })
  await repository.run(['restore'])
  await start()
  const isRecovering = async () => (await asOwner('SELECT pg_is_in_recovery() AS is'))[0]?.is
  await vi.waitUntil(async () => (await isRecovering()) === false, { timeout: 60_000, interval: 100 })
  const found = await findOrders()
  expect(archived.length).toBeGreaterThan(0)
  expect(archived.filter(id => !found.has(id))).toEqual([])
})

test('[O3] after that, backups and drills go on along the new timeline', async () => {
  await takeBackup(repository)
  await runDrill(config, {})
  expect(findFaults(await readState(config))).toEqual([])
})
