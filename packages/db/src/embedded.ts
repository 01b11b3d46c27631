import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

export type EmbeddedPostgres = { url: string; stop: () => Promise<void> }

/**
 * Starts PostgreSQL inside this process and lets others reach it by a Unix socket in `folder`, which only this user
 * can open: every connection is the superuser there.
 * @throws Error when another process uses the folder, or when it cannot be written
 */
export async function startEmbeddedPostgres(folder: string): Promise<EmbeddedPostgres> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  const db = await PGlite.create({ dataDir: join(folder, 'data') })
  const server = new PGLiteSocketServer({ db, path: join(folder, '.s.PGSQL.5432'), maxConnections: 20 })
  await server.start()
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    stop: async () => {
      await server.stop()
      await db.close()
    },
  }
}
