import { randomBytes, randomInt } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EmbeddedPostgres, FolderInUseError, startEmbeddedPostgres } from '@palisade/db/embedded'
import { generateKey } from '@palisade/security/jwt'
import { StartError } from './start-error.ts'
import { databaseFolder, dataFolder } from './start-settings.ts'

export const keysFolder = join(dataFolder, 'keys')

/**
 * Makes the data folder and starts its database, which takes the folder for this process.
 * @throws StartError when it cannot be written, or another process has it
 */
export async function openDatabase(): Promise<EmbeddedPostgres> {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    chmodSync(dataFolder, 0o700)
    return await startEmbeddedPostgres(databaseFolder)
  } catch (error) {
    if (error instanceof FolderInUseError) throw new StartError(error.message)
    const { code } = error as NodeJS.ErrnoException
    throw code?.startsWith('E') ? new StartError(`${dataFolder} cannot be written: ${code}`) : error
  }
}

/** Makes the first key that signs access tokens. */
export async function createFirstKey(): Promise<void> {
  mkdirSync(keysFolder, { recursive: true, mode: 0o700 })
  if (readdirSync(keysFolder).length === 0) await generateKey({ folder: keysFolder })
}

/** The password of the demo users: made once, so that no two installations share one. */
export function readDemoPassword(): string {
  return keep('demo-password', () => Array.from({ length: 4 }, () => randomWord()).join('-'))
}

/** Encrypts what the API has to read back from the database. */
export function readDataKey(): string {
  return keep('data-key', () => randomBytes(32).toString('base64url'))
}

/** What a file of the data folder holds, made by `create` when it is not there yet. */
function keep(name: string, create: () => string): string {
  const file = join(dataFolder, name)
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const content = create()
    writeFileSync(file, content, { mode: 0o600 })
    return content
  }
}

/** Five letters that cannot be mistaken for each other: 22 bits, so four of them make 89. */
function randomWord(): string {
  const letters = 'abcdefghjkmnpqrstuvwxy'
  return Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
}
