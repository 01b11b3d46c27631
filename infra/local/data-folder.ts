import { chmodSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type EmbeddedPostgres, FolderInUseError, lockFolder, startEmbeddedPostgres } from '@palisade/db/embedded'
import { StartError } from './start-error.ts'
import { databaseFolder, dataFolder } from './start-settings.ts'

/** Shows that `npm start` made the folder, so that `npm run reset` may remove it. */
const marker = 'made-by-npm-start'

const secrets = ['data-key', 'demo-password']

/** A crash can leave the temporary file of a secret behind. */
const ownEntries = [marker, 'postgres', 'keys', 'api.log', 'worker.log', ...secrets, ...secrets.map(temporaryName)]

/** Where a secret is written before it gets its name. */
export function temporaryName(secret: string): string {
  return `${secret}.tmp`
}

/**
 * Makes the data folder and starts its database, which takes the folder for this process.
 * @throws StartError when the folder is not ours, cannot be written, or another process has it
 */
export async function openDatabase(): Promise<EmbeddedPostgres> {
  try {
    claimFolder()
    return await startEmbeddedPostgres(databaseFolder)
  } catch (error) {
    if (error instanceof FolderInUseError) throw new StartError(error.message)
    const { code } = error as NodeJS.ErrnoException
    if (!code?.startsWith('E') || code === 'ENOSPC') throw error
    throw new StartError(`${dataFolder} cannot be written: ${code}`)
  }
}

/**
 * Removes what `npm start` made, and nothing else.
 * @returns what was done, in one line
 * @throws StartError when the folder holds anything else, or a start uses it
 */
export function removeData(): string {
  if (!existsSync(dataFolder)) return `nothing to remove: there is no ${dataFolder}`
  const entries = readEntries()
  checkMarker(entries)
  const foreign = entries.find(name => !ownEntries.includes(name))
  if (foreign) throw new StartError(`${dataFolder} holds ${foreign}, which npm start did not make: move it away first`)
  if (existsSync(databaseFolder)) lockFolder(databaseFolder)
  // The marker is the last to go: a reset that was interrupted can be repeated.
  const inOrder = [...entries.filter(name => name !== marker), ...entries.filter(name => name === marker)]
  for (const name of inOrder) rmSync(join(dataFolder, name), { recursive: true, force: true })
  try {
    rmdirSync(dataFolder)
    return `removed ${dataFolder}`
  } catch {
    // A mount point, a symbolic link, or a folder in one that this user cannot write.
    return `emptied ${dataFolder}`
  }
}

function claimFolder(): void {
  makeFolder(dataFolder)
  const entries = readEntries()
  if (entries.length > 0) checkMarker(entries)
  chmodSync(dataFolder, 0o700)
  if (!entries.includes(marker)) writeFileSync(join(dataFolder, marker), '')
}

function readEntries(): string[] {
  if (!statSync(dataFolder).isDirectory()) throw new StartError(`${dataFolder} is not a folder`)
  return readdirSync(dataFolder)
}

function checkMarker(entries: readonly string[]): void {
  if (entries.includes(marker)) return
  if (entries.includes('postgres') && entries.every(name => ownEntries.includes(name))) {
    const ways = `to keep its data: touch ${join(dataFolder, marker)}; to begin again: remove the folder`
    throw new StartError(
      `${dataFolder} may be of an earlier version of npm start, which made no ${marker} in it; ${ways}`,
    )
  }
  const way = 'set PALISADE_DATA to a folder that is empty or not there yet'
  throw new StartError(`${dataFolder} was not made by npm start: ${way}`)
}

/** Not `mkdir` with `recursive`: below /proc, Node tries that forever. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || existsSync(dirname(folder))) throw error
    makeFolder(dirname(folder))
    makeFolder(folder)
  }
}
