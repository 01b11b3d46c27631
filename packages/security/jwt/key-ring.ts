import { isDeepStrictEqual } from 'node:util'
import { type ImportedKey, importJwk, type PublicJwk, privateMembers, thumbprint, type VerificationKey } from './jwk.ts'
import { KeyError } from './key-error.ts'
import { type Algorithm, signWith } from './signature-algorithms.ts'

/** A signer that does not reveal its key: this process, an HSM, a KMS. */
export type Signer = {
  readonly kid: string
  readonly alg: Algorithm
  /** Returns a JOSE signature: for ECDSA, r followed by s (RFC 7518 §3.4). */
  sign(data: Uint8Array): Promise<Uint8Array>
  readonly publicJwk: PublicJwk
}

/** Several live keys, one of which signs. All of them verify, until they are removed. */
export type KeyRing = {
  /** @throws {KeyError} `no-signing-key` when the ring only verifies */
  signer(): Signer
  find(kid: string): VerificationKey | undefined
  /** The public halves, for `/.well-known/jwks.json` (RFC 7517 §5). */
  jwks(): { keys: PublicJwk[] }
  /** The private parts, as a JWK writes them, for the filter that keeps them out of responses. None if a device holds the key. */
  secrets(): readonly string[]
  /** Reads the keys again. On failure the ring keeps what it had and the promise rejects. */
  reload(): Promise<void>
  close?(): void
}

/** What a ring holds at one moment. Replaced as a whole: a request sees the old keys or the new, never half of each. */
export type KeySet = {
  readonly signer?: Signer
  readonly verification: ReadonlyMap<string, VerificationKey>
  readonly secrets?: readonly string[]
}

/**
 * Puts keys together, and refuses two with one `kid` and one key under two names.
 *
 * @param previous the keys until now: one that did not change stays the same object, so cached verifications survive
 * @throws {KeyError} `duplicate-key`
 */
export function assembleKeys(
  keys: readonly VerificationKey[],
  signer?: Signer,
  previous?: ReadonlyMap<string, VerificationKey>,
): KeySet {
  const verification = new Map<string, VerificationKey>()
  const thumbprints = new Set<string>()
  for (const key of keys) {
    const print = thumbprint(key.publicJwk)
    if (verification.has(key.kid) || thumbprints.has(print)) {
      throw new KeyError('duplicate-key', `key ${key.kid} is in the ring twice`)
    }
    thumbprints.add(print)
    const known = previous?.get(key.kid)
    verification.set(key.kid, known && isDeepStrictEqual(known.publicJwk, key.publicJwk) ? known : key)
  }
  return signer ? { signer, verification } : { verification }
}

/** A signer whose private key is in this process; undefined when there is none. */
export function localSigner(key: ImportedKey | undefined): Signer | undefined {
  if (!key?.privateKey) return undefined
  const { privateKey, verification } = key
  const { kid, alg, publicJwk } = verification
  return { kid, alg, publicJwk, sign: async data => signWith(alg, privateKey, data) }
}

/** A ring over a key set that `current` may replace while running. */
export function ringOver(current: () => KeySet, reload: () => Promise<void>): KeyRing {
  return {
    signer() {
      const { signer } = current()
      if (!signer) throw new KeyError('no-signing-key', 'this key ring only verifies: it holds no private key')
      return signer
    },
    find: kid => current().verification.get(kid),
    secrets: () => current().secrets ?? [],
    jwks: () => ({ keys: Array.from(current().verification.values(), key => key.publicJwk) }),
    reload,
  }
}

/**
 * A ring from a JWK Set, for keys that come in an environment variable: the first key signs when it is private, the
 * others verify. A set without a private key makes a ring that only verifies.
 *
 * @param json `{"keys":[...]}`
 * @throws {KeyError} `file-content` when it is no JWK Set, and all that {@link importJwk} and {@link assembleKeys} throw
 * @see RFC 7517 §5
 */
export function keyRingFromJson(json: string): KeyRing {
  const jwks = readJwkSet(json)
  const keys = jwks.map(importJwk)
  const set = assembleKeys(
    keys.map(key => key.verification),
    localSigner(keys[0]),
  )
  const secrets = jwks.flatMap(privateMembers)
  return ringOver(() => ({ ...set, secrets }), noReload)
}

/**
 * A ring around a signer whose key never leaves its device, with the public keys that it signed with before.
 *
 * @throws {KeyError} all that {@link importJwk} and {@link assembleKeys} throw
 */
export function keyRingFromSigner(signer: Signer, alsoVerify: readonly PublicJwk[] = []): KeyRing {
  const keys = [signer.publicJwk, ...alsoVerify].map(jwk => importJwk(jwk).verification)
  const first = keys[0]
  if (first?.kid !== signer.kid || first.alg !== signer.alg) {
    throw new KeyError('mixed-key', `signer ${signer.kid} shows the public key of another`)
  }
  const set = assembleKeys(keys, signer)
  return ringOver(() => set, noReload)
}

async function noReload(): Promise<void> {}

function readJwkSet(json: string): unknown[] {
  let set: unknown
  try {
    set = JSON.parse(json)
  } catch {
    // The parser's message quotes its input, and its input is a private key.
  }
  const keys = (set as { keys?: unknown } | null | undefined)?.keys
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new KeyError('file-content', 'the keys must be a JWK Set: {"keys":[...]} with at least one key')
  }
  return keys
}
