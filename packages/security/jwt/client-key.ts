import { importJwk, privateMembers, thumbprint, type VerificationKey } from './jwk.ts'
import { KeyError } from './key-error.ts'
import { type Algorithm, currentName } from './signature-algorithms.ts'

/** Verifying with a longer one costs more than an unknown caller may cause. */
const longestRsaBits = 4096

type Jwk = { readonly kty?: unknown; readonly kid?: unknown; readonly alg?: unknown }

/** What clients sign with where their key does not say: one algorithm for each type. */
const usualAlgorithms: Readonly<Record<string, Algorithm>> = { OKP: 'Ed25519', EC: 'ES256', RSA: 'RS256' }

/**
 * Vets the public key with which a client signs its assertions, and pins it to one algorithm. A key without a `kid` is named
 * by its RFC 7638 thumbprint.
 *
 * @throws {KeyError} `private-key` when it holds a private part, which nobody but the client may have; `weak-key` for RSA
 *   beyond 4096 bits too; all that `importJwk` throws
 */
export function importClientKey(input: unknown): VerificationKey {
  const jwk: Jwk = typeof input === 'object' && input !== null ? input : {}
  if (privateMembers(jwk).length > 0)
    throw new KeyError('private-key', 'this is a private key: register its public half')
  const { kid = thumbprint(jwk as Parameters<typeof thumbprint>[0]), alg } = jwk
  const named = alg === undefined ? usualAlgorithms[String(jwk.kty)] : alg
  const { verification } = importJwk({ ...jwk, kid, alg: currentName(named) })
  const { modulusLength = 0 } = verification.publicKey.asymmetricKeyDetails ?? {}
  if (modulusLength > longestRsaBits) throw new KeyError('weak-key', `RSA has ${longestRsaBits} bits at the most here`)
  return verification
}
