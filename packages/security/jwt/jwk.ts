import { createHash, createPrivateKey, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { KeyError } from './key-error.ts'
import { type Algorithm, fitsAlgorithm, isAlgorithm } from './signature-algorithms.ts'

/** A public key in the form of the JWK Set: what verifiers need and nothing else (RFC 7517). */
export type PublicJwk = {
  readonly kid: string
  readonly alg: Algorithm
  readonly use: 'sig'
  readonly kty: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
  readonly n?: string
  readonly e?: string
}

/** A validated public key, with the one algorithm that it is pinned to. */
export type VerificationKey = {
  readonly kid: string
  readonly alg: Algorithm
  readonly publicKey: KeyObject
  readonly publicJwk: PublicJwk
}

export type ImportedKey = { readonly verification: VerificationKey; readonly privateKey?: KeyObject }

/** A JWK before validation: any member may have any type, or be absent. */
type UnjudgedJwk = { readonly [Name in keyof PublicJwk | 'd' | 'key_ops']?: unknown }

const minimumRsaBits = 2048
const minimumRsaExponent = 65537n

/** What a `kid` may look like: it names a file and appears in logs, so no path, no SQL, no control character. */
export const kidPattern = /^[A-Za-z0-9_-]{1,64}$/

/** The private members of a JWK (RFC 7518 sections 6.2.2 and 6.3.2, RFC 8037 section 2), as they are written. */
export function privateMembers(jwk: unknown): string[] {
  const members = typeof jwk === 'object' && jwk !== null ? (jwk as Record<string, unknown>) : {}
  return ['d', 'p', 'q', 'dp', 'dq', 'qi'].map(name => members[name]).filter(value => typeof value === 'string')
}

/**
 * Imports one JWK, private or public, and refuses what must not sign or verify tokens: symmetric or short keys, an
 * algorithm that does not fit the key, halves that do not belong together, keys meant for encryption.
 *
 * @throws {KeyError} `key-id`, `unsupported-algorithm`, `mixed-key`, `wrong-use`, `unreadable-key` or `weak-key`
 * @see RFC 7517 §4, RFC 8037 §2, RFC 8725 §3.1 and §3.5
 */
export function importJwk(input: unknown): ImportedKey {
  const jwk: UnjudgedJwk = typeof input === 'object' && input !== null ? (input as UnjudgedJwk) : {}
  const { kid, alg } = jwk
  if (typeof kid !== 'string' || !kidPattern.test(kid)) {
    throw new KeyError('key-id', 'a key needs a kid of 1 to 64 letters, digits, "-" or "_"')
  }
  if (!isAlgorithm(alg)) throw new KeyError('unsupported-algorithm', `key ${kid} names no algorithm that is allowed`)
  if (!fitsAlgorithm(alg, jwk)) throw new KeyError('mixed-key', `key ${kid} is of another type than ${alg} asks for`)
  checkUse(jwk, kid, jwk.d === undefined ? 'verify' : 'sign')

  const publicKey = readPublicKey(jwk, kid)
  checkStrength(publicKey, kid)
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } as PublicJwk
  const verification = { kid, alg, publicKey, publicJwk }
  if (jwk.d === undefined) return { verification }
  return { verification, privateKey: readPrivateKey(jwk, kid) }
}

/** The RFC 7638 thumbprint: the same for two copies of a key, whatever they are called. */
export function thumbprint(jwk: webcrypto.JsonWebKey): string {
  const { crv, e, kty, n, x, y } = jwk
  // RFC 7638 §3.2: the required members only, in alphabetical order. JSON.stringify leaves out the undefined ones.
  return createHash('sha256').update(JSON.stringify({ crv, e, kty, n, x, y })).digest('base64url')
}

function checkUse(jwk: UnjudgedJwk, kid: string, operation: 'sign' | 'verify'): void {
  const { use, key_ops: operations } = jwk
  const fits =
    (use === undefined || use === 'sig') &&
    (operations === undefined ||
      (Array.isArray(operations) &&
        operations.includes(operation) &&
        operations.every(name => name === 'sign' || name === 'verify') &&
        new Set(operations).size === operations.length))
  if (!fits) throw new KeyError('wrong-use', `key ${kid} is not meant to ${operation} (see its use and key_ops)`)
}

function readPublicKey({ kty, crv, x, y, n, e }: UnjudgedJwk, kid: string): KeyObject {
  const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined)
  const jwk = Object.fromEntries(members)
  const publicKey = attempt(() => createPublicKey({ key: jwk, format: 'jwk' }))
  // One key, one spelling: Node reads lax base64url, and a thumbprint must not depend on that.
  if (!publicKey || !isDeepStrictEqual(publicKey.export({ format: 'jwk' }), jwk)) {
    throw new KeyError('unreadable-key', `key ${kid} has no valid public half`)
  }
  return publicKey
}

/** Node refuses a private half that does not belong to the public one: a ring must not publish a key it never signs with. */
function readPrivateKey(jwk: UnjudgedJwk, kid: string): KeyObject {
  const privateKey = attempt(() => createPrivateKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' }))
  if (!privateKey) throw new KeyError('mixed-key', `key ${kid}: its private half is broken, or belongs to another key`)
  return privateKey
}

/** OpenSSL's message is dropped: it may quote what it was given. */
function attempt(read: () => KeyObject): KeyObject | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function checkStrength(publicKey: KeyObject, kid: string): void {
  if (publicKey.asymmetricKeyType !== 'rsa') return
  const { modulusLength = 0, publicExponent = 0n } = publicKey.asymmetricKeyDetails ?? {}
  if (modulusLength < minimumRsaBits || publicExponent < minimumRsaExponent) {
    throw new KeyError('weak-key', `key ${kid} is weak: RSA needs ${minimumRsaBits} bits and an exponent of 65537`)
  }
}
