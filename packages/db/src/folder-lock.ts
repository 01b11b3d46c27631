import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export class FolderInUseError extends Error {}

/**
 * Locks a folder for this process. SQLite holds the lock as a file lock of the kernel, which ends with the process,
 * whatever ended it. A process id in a file would not: after a crash, the id can belong to an unrelated process.
 * @returns a function that releases the lock
 * @throws FolderInUseError when another process holds it
 */
export function lockFolder(folder: string): () => void {
  const pidFile = join(folder, 'pid')
  const lock = new DatabaseSync(join(folder, 'lock'))
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error
    throw new FolderInUseError(`${folder} is in use by process ${readPid(pidFile)}: stop that one first`)
  }
  // Only for the message above.
  writeFileSync(pidFile, String(process.pid))
  return () => lock.close()
}

const sqliteBusy = 5

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '(unknown)'
  }
}
