import { constants, type KeyObject, sign, verify } from 'node:crypto'

/**
 * The signature algorithms a key may be pinned to. `Ed25519` is the default; `EdDSA` is its older, ambiguous name
 * (RFC 9864 §2 deprecates it), kept for verifiers that know no other. `RS256` is here because RFC 9068 §2.1 asks for it.
 */
export type Algorithm = 'Ed25519' | 'EdDSA' | 'ES256' | 'PS256' | 'RS256'

/** Reads `EdDSA`, the older name, as `Ed25519`: a client's key and its assertions must have one name. */
export const currentName = (alg: unknown): unknown => (alg === 'EdDSA' ? 'Ed25519' : alg)

type Scheme = {
  readonly kty: 'OKP' | 'EC' | 'RSA'
  readonly crv?: string
  readonly digest: 'sha256' | null
  readonly dsaEncoding?: 'ieee-p1363'
  readonly padding?: number
  readonly saltLength?: number
}

const ed25519: Scheme = { kty: 'OKP', crv: 'Ed25519', digest: null }

const schemes: Readonly<Record<Algorithm, Scheme>> = {
  Ed25519: ed25519,
  EdDSA: ed25519,
  ES256: { kty: 'EC', crv: 'P-256', digest: 'sha256', dsaEncoding: 'ieee-p1363' },
  PS256: { kty: 'RSA', digest: 'sha256', padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  RS256: { kty: 'RSA', digest: 'sha256', padding: constants.RSA_PKCS1_PADDING },
}

/** Every name that a key may be pinned to. */
export const algorithms = Object.keys(schemes) as readonly Algorithm[]

/** Whether the name is one of ours. `none` and the HMAC family are not: there is nothing to switch off. */
export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && Object.hasOwn(schemes, name)
}

/** Whether a key of this type and curve can carry this algorithm (RFC 8725 §3.1: one key, one algorithm). */
export function fitsAlgorithm(alg: Algorithm, key: { kty?: unknown; crv?: unknown }): boolean {
  return schemes[alg].kty === key.kty && (schemes[alg].crv === undefined || schemes[alg].crv === key.crv)
}

/** Signs with a key held in this process. ECDSA answers in the JOSE form, r then s (RFC 7518 §3.4). */
export function signWith(alg: Algorithm, key: KeyObject, data: Uint8Array): Uint8Array {
  const { digest, kty: _kty, crv: _crv, ...options } = schemes[alg]
  return sign(digest, data, { key, ...options })
}

/**
 * Verifies a signature, on the calling thread on purpose: a hop to the thread pool doubles the processor time of an
 * Ed25519 check, and there it would wait behind password hashes.
 */
export function verifyWith(alg: Algorithm, key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  const { digest, kty: _kty, crv: _crv, ...options } = schemes[alg]
  return verify(digest, data, { key, ...options }, signature)
}
