import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { prepareJobQueue } from './job-queue.ts'

const folder = new URL('../migrations/', import.meta.url)

/** The lock that `prisma migrate` takes: two migrators, of whichever kind, wait for each other. */
const prismaMigrateLock = 72_707_369

export type MigrateOptions = {
  /** The database as its owner, who may create roles. */
  url: string
  /** Given to the role `palisade_api`, which the API signs in as. */
  apiPassword?: string
  /** Given to the role `palisade_worker`, which the workers sign in as. */
  workerPassword?: string
  /** Given to the role `palisade_metrics`, which the exporter of metrics signs in as. */
  metricsPassword?: string
}

/**
 * Applies the migrations that are not applied yet, each in its own transaction, and keeps the list in Prisma's own
 * table, so that `prisma migrate deploy` can take over at any time. The queue's tables are pg-boss's own to migrate.
 * @returns the names of those applied now
 * @throws Error when an applied migration was changed afterwards, or when one fails
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { url } = options
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [prismaMigrateLock])
    const applied = await readApplied(client)
    const names: string[] = []
    for (const { name, sql, checksum } of await readMigrations()) {
      const known = applied.get(name)
      if (known === checksum) continue
      if (known) throw new Error(`migration ${name} was changed after it was applied: add a new one instead`)
      await apply(client, name, sql, checksum)
      names.push(name)
    }
    await prepareJobQueue(url, client)
    const passwords = {
      palisade_api: options.apiPassword,
      palisade_worker: options.workerPassword,
      palisade_metrics: options.metricsPassword,
    }
    for (const [role, password] of Object.entries(passwords)) {
      if (password) await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(password)}`)
    }
    return names
  } finally {
    await client.end()
  }
}

async function readMigrations() {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
  return Promise.all(
    names.sort().map(async name => {
      const sql = await readFile(new URL(`${name}/migration.sql`, folder), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`)
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  return new Map(rows.map(row => [row.migration_name, row.checksum]))
}

async function apply(client: pg.Client, name: string, sql: string, checksum: string): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Error(`migration ${name} failed`, { cause: error })
  }
}
