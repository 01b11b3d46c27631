import pg from 'pg'
import { BackupError } from './backup-error.ts'

/** A row has the same text on each server, and each table its full name. */
const options = '-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c search_path='

/** @throws BackupError when the database does not answer */
export async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, options, connectionTimeoutMillis: 10_000 })
  // A connection that breaks rejects the query that waits for it.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new BackupError(`the database does not answer: ${message || code}`)
  }
}

export type Archiving = {
  readonly isOn: boolean
  readonly segmentBytes: number
  /** The oldest file that PostgreSQL has not archived yet. */
  readonly waiting: string | null
  /** Since when, in milliseconds. */
  readonly waitingSince: number | null
}

export async function readArchiving(client: pg.Client): Promise<Archiving> {
  const { rows } = await client.query<Archiving>(`
    SELECT current_setting('archive_mode') <> 'off' AS "isOn",
      pg_size_bytes(current_setting('wal_segment_size'))::int AS "segmentBytes",
      (SELECT min(name) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready') AS waiting,
      (SELECT extract(epoch FROM min(modification))::float8 * 1000
        FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready') AS "waitingSince"`)
  return rows[0] as Archiving
}

/** The main version of PostgreSQL, such as 15. */
export async function readVersion(url: string): Promise<number> {
  const client = await connect(url)
  try {
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int / 10000 AS version")
    return rows[0].version
  } finally {
    await client.end()
  }
}
