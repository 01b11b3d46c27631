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
import { openRepository } from '../../infra/backup/repository.ts'
import { restoreBeside } from '../../infra/backup/restore-beside.ts'
import { readState } from '../../infra/backup/state.ts'
import { takeBackup } from '../../infra/backup/take-backup.ts'
import { type BackupRepository, createBackupRepository } from '../support/native/index.ts'
import { startWriters } from '../support/order-writers.ts'
import { type NativeDatabase, startDatabase } from '../support/targets/native-database.ts'

const run = promisify(execFile)
const marker = 'Ring twice at the green gate'

let repository: BackupRepository
let database: NativeDatabase
let config: BackupConfig
let db: Database
let owner: pg.Client
let passphrase: string

beforeAll(async () => {
  vi.spyOn(console, 'table').mockReturnValue()
  vi.spyOn(console, 'log').mockReturnValue()
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  repository = await createBackupRepository()
  // Compressed text would be hard to find again.
  Object.assign(repository.environment, { PGBACKREST_COMPRESS_TYPE: 'none' })
  database = await startDatabase('a password for tests', { archiveBy: repository.environment })
  passphrase = await repository.configure(database.server)
  config = readConfig({ ...repository.environment, MIGRATION_DATABASE_URL: database.ownerUrl })
  db = createDatabase(database.url)
  owner = new pg.Client(database.ownerUrl)
  await owner.connect()
})

afterAll(async () => {
  vi.restoreAllMocks()
  await owner?.end()
  await db?.close()
  await database?.stop()
  await repository?.remove()
})

const faults = async () => findFaults(await readState(config))
const occursIn = (folder: string) =>
  run('grep', ['-rqaF', marker, folder]).then(
    () => true,
    () => false,
  )

test('[O3] without a backup, the status says so in one line, and a drill is refused', async () => {
  const env = { ...repository.environment, MIGRATION_DATABASE_URL: database.ownerUrl }
  const failed = { code: 1, stderr: 'the repository is not usable: missing stanza path\n' }
  await expect(run(process.execPath, ['infra/backup/backup-command.ts'], { env })).rejects.toMatchObject(failed)
  await openRepository(config.environment).run(['stanza-create'])
  expect(await faults()).toEqual(['there is no backup'])
  await expect(runDrill(config, {})).rejects.toThrow('there is no backup')
})

test('[O3] a drill finds every row of the present moment while orders are written', async () => {
  const writers = await startWriters(db, { note: marker })
  try {
    await takeBackup(openRepository(config.environment))
    expect(await faults()).toEqual([])
    await runDrill(config, {})
  } finally {
    await writers.stop()
  }
  expect(writers.written.length).toBeGreaterThan(20)
})

test('[O3] orders that somebody deleted are there in a copy of the second before, and no later ones', async () => {
  const writers = await startWriters(db)
  await sleep(300)
  const time = new Date()
  await sleep(300)
  await owner.query('DELETE FROM orders')
  await writers.stop()
  const copy = await restoreBeside(config, { time })
  const client = new pg.Client(copy.url)
  try {
    await client.connect()
    const { rows } = await client.query<{ id: string }>('SELECT id FROM orders')
    const found = new Set(rows.map(({ id }) => id))
    const before = writers.written.filter(({ savedAt }) => savedAt < time.getTime())
    const after = writers.written.filter(({ startedAt }) => startedAt > time.getTime())
    expect([before.length > 0, after.length > 0]).toEqual([true, true])
    expect(before.filter(({ id }) => !found.has(id))).toEqual([])
    expect(after.filter(({ id }) => found.has(id))).toEqual([])
    await expect(client.query('DELETE FROM orders')).rejects.toThrow('read-only transaction')
  } finally {
    await client.end()
    await copy.remove()
  }
})

test('[O3] the repository contains no text of an order', async () => {
  expect(await occursIn(database.server.dataFolder)).toBe(true)
  expect(await occursIn(repository.folder)).toBe(false)
})

test('[O3] a missing WAL segment is noticed', async () => {
  const segments = async () =>
    (await openRepository(config.environment).readArchive()).filter(({ name }) => /^[0-9A-F]{24}-/.test(name))
  for (let count = (await segments()).length; (await segments()).length < count + 2; ) {
    await owner.query('SELECT pg_switch_wal()')
    await owner.query('SELECT pg_current_xact_id()')
    await sleep(200)
  }
  expect(await faults()).toEqual([])
  const name = (await segments()).at(-2)?.name ?? ''
  const { stdout } = await run('find', [repository.folder, '-name', name])
  await rm(stdout.trim())
  expect(await faults()).toEqual(['the archive lacks 1 WAL segments: take a full backup now'])
})

test('[O3] another passphrase opens nothing, and adds nothing', async () => {
  await repository.configure(database.server, 'another passphrase')
  try {
    expect(await faults()).toEqual(['the passphrase does not open the repository'])
    await expect(openRepository(config.environment).run(['backup'])).rejects.toThrow(
      'pgbackrest failed: unable to load info file',
    )
  } finally {
    await repository.configure(database.server, passphrase)
  }
})
