import { argon2, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { openSecret, sealingKeyLength, sealSecret } from '@palisade/security/credentials'
import type { SecureStorage } from './secure-storage.ts'

type Options = {
  file: string
  /** The secret cannot be opened as another account's. */
  account: string
  passphrase: string
}

const leastCharacters = 8

type Sealed = { salt: string; sealed: string }

/**
 * A file that only its owner can read (0600), encrypted under a passphrase (AES-256-GCM; Argon2id as RFC 9106 section 4 advises
 * where memory is short): who copies the file has to guess, at 64 MiB a guess.
 * @throws Error for a passphrase that is too short
 */
export function createSealedFileStorage({ file, account, passphrase }: Options): SecureStorage {
  if (passphrase.length < leastCharacters) throw new Error(`a passphrase has at least ${leastCharacters} characters`)
  return {
    async load() {
      const text = await readFile(file, 'utf8').catch(ignoreMissing)
      if (text === undefined) return undefined
      if (((await stat(file)).mode & 0o077) !== 0)
        throw new Error(`others can read ${file}: remove it, and sign in again`)
      try {
        const { salt, sealed } = JSON.parse(text) as Sealed
        return openSecret(await deriveKey(passphrase, Buffer.from(salt, 'base64url')), account, sealed)
      } catch (cause) {
        throw new Error('the passphrase does not open the stored session', { cause })
      }
    },
    async save(secret) {
      const salt = randomBytes(16)
      const sealed = sealSecret(await deriveKey(passphrase, salt), account, secret)
      const content: Sealed = { salt: salt.toString('base64url'), sealed }
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await replace(file, JSON.stringify(content))
    },
    clear: () => rm(file, { force: true }),
  }
}

const derive = promisify(argon2)

function deriveKey(passphrase: string, nonce: Buffer): Promise<Buffer> {
  const cost = { parallelism: 4, memory: 64 * 1024, passes: 3 }
  return derive('argon2id', { message: passphrase, nonce, tagLength: sealingKeyLength, ...cost })
}

/** Replace the file atomically: half a token would lose the session. */
async function replace(file: string, content: string): Promise<void> {
  const unfinished = `${file}.new`
  await rm(unfinished, { force: true })
  const handle = await open(unfinished, 'wx', 0o600)
  await handle.writeFile(content)
  await handle.sync()
  await handle.close()
  await rename(unfinished, file)
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
