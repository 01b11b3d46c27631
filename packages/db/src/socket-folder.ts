import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The name that PostgreSQL's clients look for in the folder that a URL names as the host. */
export const socketName = '.s.PGSQL.5432'

/** `sun_path` of unix(7) holds 104 bytes on macOS and 108 on Linux, both with the NUL at the end. */
const longestSocketPath = 103

/**
 * The folder of the Unix socket for the database in `folder`: the same one, or a short one where the path of the socket
 * would be longer than the system allows.
 */
export function socketFolderOf(folder: string): string {
  if (Buffer.byteLength(join(folder, socketName)) <= longestSocketPath) return folder
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return `/tmp/palisade-${process.getuid?.() ?? 0}-${hash}`
}

/**
 * Makes the folder, for this user only: every connection to the socket in it is the superuser.
 * @throws Error when another user made it first, or could open it
 */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { mode, uid } = lstatSync(folder)
  const isFolder = (mode & 0o170_000) === 0o040_000
  const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0)
  if (!isFolder || !isOwn) throw new Error(`${folder} must be a folder that only this user can open`)
}
