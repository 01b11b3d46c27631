import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { BackupError } from './backup-error.ts'
import { countRows, listTables, type RowCounts } from './row-counts.ts'
import { connect } from './running-database.ts'

const attempts = 40

/**
 * Half of PostgreSQL's deadlock_timeout: if the lock and a writer wait for each other, the lock gives up, and the writer goes on.
 */
const longestLockMs = 500

/**
 * Names the present moment in the WAL, and counts the rows of that same moment. For this, writers wait for some milliseconds.
 * @throws BackupError when writers leave no gap
 */
export async function markMoment(databaseUrl: string, name: string): Promise<RowCounts> {
  const [lock, reader] = await Promise.all([connect(databaseUrl), connect(databaseUrl)])
  try {
    await lockTables(lock)
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    // The first query, not BEGIN, decides which rows the transaction sees.
    await reader.query('SELECT 1')
    await lock.query('SELECT pg_create_restore_point($1)', [name])
    await writeCommit(lock)
    return await countRows(reader)
  } finally {
    await Promise.all([lock.end(), reader.end()])
  }
}

/** Begins a transaction that keeps all other sessions from writing to any table. */
async function lockTables(client: pg.Client): Promise<void> {
  const tables = (await listTables(client)).map(({ name }) => name)
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      await client.query(`BEGIN; SET LOCAL statement_timeout = ${longestLockMs}`)
      await client.query(`LOCK TABLE ${tables.join(', ')} IN SHARE MODE; SET LOCAL statement_timeout = 0`)
      return
    } catch (error) {
      await client.query('ROLLBACK')
      if (!(error instanceof pg.DatabaseError && error.code === '57014')) throw error
      await sleep(Math.random() * longestLockMs)
    }
  }
  throw new BackupError('the database is too busy for a drill: no moment without a writer')
}

/** PostgreSQL stops at a time only where it finds a commit after it, and a transaction without writes leaves none. */
async function writeCommit(client: pg.Client): Promise<void> {
  await client.query('SELECT pg_current_xact_id(); COMMIT')
}
