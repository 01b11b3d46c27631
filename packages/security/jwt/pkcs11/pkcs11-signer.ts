import { createHash } from 'node:crypto'
import { type PublicJwk, thumbprint } from '../jwk.ts'
import { KeyError } from '../key-error.ts'
import type { Signer } from '../key-ring.ts'
import {
  CKA_EC_POINT,
  CKA_EXTRACTABLE,
  CKA_SENSITIVE,
  CKO_PRIVATE_KEY,
  CKO_PUBLIC_KEY,
  openPkcs11,
  type Pkcs11Options,
  type Pkcs11Session,
} from './pkcs11-module.ts'

export type Pkcs11SignerOptions = Pkcs11Options & {
  /** The label that the private and the public key share. */
  readonly keyLabel: string
  readonly alg: 'Ed25519' | 'EdDSA' | 'ES256'
}

type Mechanism = {
  readonly code: bigint
  /** How long the point is, in bytes, after the two of its DER header. */
  readonly pointBytes: number
  toJwk(point: Buffer): { kty: string; crv: string; x: string; y?: string }
  prepare(data: Uint8Array): Uint8Array
}

const eddsa: Mechanism = {
  code: 0x1057n, // CKM_EDDSA
  pointBytes: 32,
  toJwk: point => ({ kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') }),
  prepare: data => data,
}

const mechanisms: Readonly<Record<Pkcs11SignerOptions['alg'], Mechanism>> = {
  Ed25519: eddsa,
  EdDSA: eddsa,
  ES256: {
    code: 0x1041n, // CKM_ECDSA: over a digest, and it answers r then s, as JOSE does
    pointBytes: 65,
    toJwk: point => ({
      kty: 'EC',
      crv: 'P-256',
      x: point.toString('base64url', 1, 33),
      y: point.toString('base64url', 33),
    }),
    prepare: data => createHash('sha256').update(data).digest(),
  },
}

/**
 * A signer whose private key stays in an HSM, reached over PKCS#11. The device must refuse to give the key away: one
 * that is extractable is refused, because then it protects nothing.
 *
 * @throws {KeyError} `device` when the device refuses a call, `unknown-key` when there is no such token or key,
 *   `extractable-key`, `mixed-key` when the public key is of another type
 * @see OASIS PKCS#11 v3.1 §6.3
 */
export function createPkcs11Signer(options: Pkcs11SignerOptions): Signer & { close(): void } {
  const { keyLabel, alg } = options
  const mechanism = mechanisms[alg]
  const session = openPkcs11(options)
  try {
    const key = session.find(CKO_PRIVATE_KEY, keyLabel)
    checkStaysInside(session, key, keyLabel)
    const material = mechanism.toJwk(readPoint(session, keyLabel, mechanism))
    const publicJwk: PublicJwk = { ...material, kid: thumbprint(material), alg, use: 'sig' }
    return {
      kid: publicJwk.kid,
      alg,
      publicJwk,
      sign: async data => session.sign(mechanism.code, key, mechanism.prepare(data)),
      close: () => session.close(),
    }
  } catch (error) {
    session.close()
    throw error
  }
}

function checkStaysInside(session: Pkcs11Session, key: bigint, label: string): void {
  const [sensitive] = session.attribute(key, CKA_SENSITIVE)
  const [extractable] = session.attribute(key, CKA_EXTRACTABLE)
  if (sensitive !== 1 || extractable !== 0) {
    throw new KeyError('extractable-key', `key "${label}" may leave its device: make it sensitive and not extractable`)
  }
}

/** CKA_EC_POINT is the point inside a DER octet string: 0x04, its length, its bytes. */
function readPoint(session: Pkcs11Session, label: string, { pointBytes }: Mechanism): Buffer {
  const der = session.attribute(session.find(CKO_PUBLIC_KEY, label), CKA_EC_POINT)
  if (der.length !== pointBytes + 2 || der[0] !== 4 || der[1] !== pointBytes) {
    throw new KeyError('mixed-key', `key "${label}" is of another type than its algorithm asks for`)
  }
  return der.subarray(2)
}
