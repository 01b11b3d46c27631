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
  const db = new SharedSession({ dataDir: join(folder, 'data') })
  await db.waitReady
  const server = new PGLiteSocketServer({ db, path: join(folder, '.s.PGSQL.5432'), maxConnections: 40 })
  await server.start()
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    stop: async () => {
      await server.stop()
      await db.close()
    },
  }
}

/** Parse, Bind, Describe, Execute, Close and Flush: more messages follow, up to a Sync. */
const unfinished = new Set(Buffer.from('PBDECH'))

/**
 * All connections share the one session, and the socket server keeps the others out while a transaction is open. The
 * messages up to a Sync are a transaction too: between them, another connection would be in their role and tenant.
 */
class SharedSession extends PGlite {
  #isInBatch = false

  override execProtocolRawStream(...args: Parameters<PGlite['execProtocolRawStream']>): Promise<void> {
    this.#isInBatch = unfinished.has(args[0][0] ?? 0)
    return super.execProtocolRawStream(...args)
  }

  override isInTransaction(): boolean {
    return this.#isInBatch || super.isInTransaction()
  }
}
