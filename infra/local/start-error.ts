import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'

/** A reason not to start that its message explains in full: it is shown as one line, without a stack. */
export class StartError extends Error {}

/** PostgreSQL writes its log in files of 16 MB, and gives back the space of one that it could not finish. */
const neededBytes = 17 * 1024 * 1024

/**
 * The error, or the reason behind it where the disk is full. PGlite, Prisma and Node each report that in their own way.
 * @param folder which was being written
 */
export function explainFullDisk(error: unknown, folder: string): unknown {
  return error instanceof StartError || freeBytes(folder) > neededBytes
    ? error
    : new StartError(`no space left in ${folder}`)
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return dirname(folder) === folder ? Number.POSITIVE_INFINITY : freeBytes(dirname(folder))
  }
}

export function exitWith(error: unknown): never {
  console.error(error instanceof StartError ? error.message : error)
  process.exit(1)
}
