import { rmSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { lockFolder } from './folder-lock.ts'
import { makePrivate, socketFolderOf, socketName } from './socket-folder.ts'

export { FolderInUseError, lockFolder } from './folder-lock.ts'

export type EmbeddedPostgres = { url: string; stop: () => Promise<void> }

/**
 * Starts PostgreSQL inside this process and lets others reach it by a Unix socket that only this user can open: every
 * connection is the superuser there.
 * @param folder absolute path
 * @throws FolderInUseError when another process uses the folder; Error when it cannot be written
 */
export async function startEmbeddedPostgres(folder: string): Promise<EmbeddedPostgres> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  const unlock = lockFolder(folder)
  const socketFolder = socketFolderOf(folder)
  const socket = join(socketFolder, socketName)
  try {
    makePrivate(socketFolder)
    // A killed process leaves its socket behind. Removing it is safe, because this process holds the lock.
    rmSync(socket, { force: true })
    const db = new SharedSession({ dataDir: join(folder, 'data') })
    await db.waitReady
    const server = new PGLiteSocketServer({ db, path: socket, maxConnections: 40 })
    await server.start()
    return {
      url: embeddedUrl(folder),
      stop: async () => {
        await server.stop()
        await db.close()
        if (socketFolder !== folder) rmSync(socketFolder, { recursive: true, force: true })
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** Where the embedded PostgreSQL of `folder` answers while it runs. */
export function embeddedUrl(folder: string): string {
  return `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketFolderOf(folder))}`
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
