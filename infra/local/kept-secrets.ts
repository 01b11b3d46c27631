import { randomBytes, randomInt } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKey, KeyError, loadKeyRing } from '@palisade/security/jwt'
import { temporaryName } from './data-folder.ts'
import { StartError } from './start-error.ts'
import { dataFolder } from './start-settings.ts'

export const keysFolder = join(dataFolder, 'keys')

const wayOut = 'put it back, or run npm run reset'

/**
 * Makes the first key that signs access tokens.
 * @throws StartError when the keys that are there cannot be used
 */
export async function createFirstKey(): Promise<void> {
  mkdirSync(keysFolder, { recursive: true, mode: 0o700 })
  try {
    if (readdirSync(keysFolder).length === 0) await generateKey({ folder: keysFolder })
    await loadKeyRing({ folder: keysFolder, pollMs: 0 })
  } catch (error) {
    throw error instanceof KeyError ? new StartError(`${error.message}: ${wayOut}`) : error
  }
}

/** The password of the demo users; absent before the first start, and where its file is lost. */
export const readDemoPassword = (): string | undefined => read('demo-password') || undefined

/** A new password for the demo users, so that no two installations share one. */
export const newDemoPassword = (): string => Array.from({ length: 4 }, () => randomWord()).join('-')

/** Call it once the demo users have the password: a start that is interrupted before gives them another one. */
export const keepDemoPassword = (password: string): void => write('demo-password', password)

/**
 * Encrypts what the API has to read back from the database.
 * @throws StartError when it is damaged: another key could not read what it encrypted
 */
export function readDataKey(): string {
  const kept = read('data-key')
  const key = kept ?? randomBytes(32).toString('base64url')
  if (Buffer.from(key, 'base64url').length !== 32) {
    throw new StartError(`${join(dataFolder, 'data-key')} is damaged: ${wayOut}`)
  }
  if (kept === undefined) write('data-key', key)
  return key
}

function read(name: string): string | undefined {
  try {
    return readFileSync(join(dataFolder, name), 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** In one step: a full disk or a crash leaves no half of a secret. */
function write(name: string, content: string): void {
  const temporary = join(dataFolder, temporaryName(name))
  writeFileSync(temporary, content, { mode: 0o600, flush: true })
  renameSync(temporary, join(dataFolder, name))
}

/** Five letters that cannot be mistaken for each other: 22 bits, so four of them make 89. */
function randomWord(): string {
  const letters = 'abcdefghjkmnpqrstuvwxy'
  return Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
}
