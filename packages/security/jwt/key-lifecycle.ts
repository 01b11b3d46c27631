import { generateKeyPairSync } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { maximumLifetimeMs } from './claims.ts'
import { importJwk, thumbprint } from './jwk.ts'
import { KeyError } from './key-error.ts'
import { deleteKeyFile, type KeyFile, newestSigning, readKeyFiles, writeKeyFile } from './key-file.ts'
import type { Algorithm } from './signature-algorithms.ts'

type Step = { readonly folder: string; readonly now?: () => number }

/** Verifiers must know a key before it signs: our nodes look every 2 s, others may cache the JWK Set for 5 minutes. */
export const publishAheadMs = 5 * 60_000

/** After a promotion a node may sign with the old key until it next looks, and clocks differ by some seconds. */
const settleMs = 60_000

/**
 * Creates a key and writes it, with mode 0600. It is `published`; in a folder without a signing key it is `signing`
 * at once, because nobody can hold a token of an older one.
 *
 * @returns its `kid`, the RFC 7638 thumbprint
 * @throws {KeyError} when the folder is exposed or holds a broken key
 */
export async function generateKey(options: Step & { readonly alg?: Algorithm }): Promise<string> {
  const { folder, alg = 'Ed25519', now = Date.now } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const state = newestSigning(await readKeyFiles(folder)) ? 'published' : 'signing'
  const jwk = newJwk(alg)
  await writeKeyFile(folder, { state, since: isoTime(now()), jwk })
  return jwk.kid
}

/**
 * Signs with a published key from now on, and retires the one that signed until now.
 *
 * @param options.atOnce promotes a key that verifiers may not know yet: for an emergency, some requests may fail
 * @throws {KeyError} `unknown-key`, `key-state` when it is not published, `too-early`
 */
export async function promoteKey(options: Step & { readonly kid: string; readonly atOnce?: boolean }): Promise<void> {
  const { folder, kid, atOnce = false, now = Date.now } = options
  const files = await readKeyFiles(folder)
  const file = pick(files, kid)
  if (file.state !== 'published') throw new KeyError('key-state', `key ${kid} is ${file.state}, not published`)
  const readyAtMs = Date.parse(file.since) + publishAheadMs
  if (!atOnce && now() < readyAtMs) {
    throw new KeyError('too-early', `key ${kid} is known to every verifier at ${isoTime(readyAtMs)}, not before`)
  }
  await writeKeyFile(folder, { ...file, state: 'signing', since: isoTime(now()) })
  for (const old of files.filter(other => other.state === 'signing')) await writeRetired(folder, old, now())
}

/**
 * Retires a key that does not sign: it verifies what it signed, and its private half is erased.
 *
 * @throws {KeyError} `unknown-key`, or `key-state` when it signs or is retired already
 */
export async function retireKey(options: Step & { readonly kid: string }): Promise<void> {
  const { folder, kid, now = Date.now } = options
  const file = pick(await readKeyFiles(folder), kid)
  if (file.state === 'signing') throw new KeyError('key-state', `key ${kid} signs: promote another first`)
  if (file.state === 'retired') throw new KeyError('key-state', `key ${kid} is retired already`)
  await writeRetired(folder, file, now())
}

/**
 * Removes a retired key once the last token that it signed has expired.
 *
 * @param options.compromised removes it at once, whatever its state but signing: its tokens stop working
 * @throws {KeyError} `unknown-key`, `key-state`, `too-early`
 */
export async function removeKey(
  options: Step & { readonly kid: string; readonly compromised?: boolean },
): Promise<void> {
  const { folder, kid, compromised = false, now = Date.now } = options
  const file = pick(await readKeyFiles(folder), kid)
  if (file.state === 'signing') throw new KeyError('key-state', `key ${kid} signs: promote another first`)
  if (!compromised) {
    if (file.state !== 'retired') throw new KeyError('key-state', `key ${kid} is ${file.state}: retire it first`)
    if (now() < removableAtMs(file)) {
      throw new KeyError('too-early', `tokens of key ${kid} live until ${isoTime(removableAtMs(file))}`)
    }
  }
  await deleteKeyFile(folder, kid)
}

/** When, in milliseconds since the epoch, nothing that a retired key signed can still be valid. */
export function removableAtMs(file: KeyFile): number {
  return Date.parse(file.since) + maximumLifetimeMs + settleMs
}

async function writeRetired(folder: string, file: KeyFile, nowMs: number): Promise<void> {
  const jwk = importJwk(file.jwk).verification.publicJwk
  await writeKeyFile(folder, { state: 'retired', since: isoTime(nowMs), jwk })
}

function pick(files: readonly KeyFile[], kid: string): KeyFile {
  const file = files.find(candidate => candidate.jwk.kid === kid)
  if (!file) throw new KeyError('unknown-key', 'the folder holds no key with this kid')
  return file
}

function newJwk(alg: Algorithm): KeyFile['jwk'] {
  const pair = {
    Ed25519: () => generateKeyPairSync('ed25519'),
    EdDSA: () => generateKeyPairSync('ed25519'),
    ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    PS256: () => generateKeyPairSync('rsa', { modulusLength: 3072 }),
    RS256: () => generateKeyPairSync('rsa', { modulusLength: 3072 }),
  }[alg]()
  const material = pair.privateKey.export({ format: 'jwk' })
  const kid = thumbprint(material)
  // On a command line a leading dash would make it an option.
  return kid.startsWith('-') ? newJwk(alg) : { kid, alg, use: 'sig', ...material }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
