import { t } from '@lingui/core/macro'
import type { RequestOf } from '@palisade/contracts'

type PublicJwk = RequestOf<'client-keys.create'>['body']['jwk']

export type ReadKey = { readonly ok: true; readonly jwk: PublicJwk } | { readonly ok: false; readonly fault: string }

const isPrivate = () => t`This is a private key. Keep it with your program, and paste its public half here.`
const isNone = () => t`This is neither a public key in PEM nor a JWK`

/** In the order in which the browser tries them on a PEM block. */
const kinds = [
  { name: 'Ed25519' },
  { name: 'ECDSA', namedCurve: 'P-256' },
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
] as const

const members = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg'] as const

/** Reads a public key as tools write it: SubjectPublicKeyInfo in PEM (RFC 7468 section 13), or a JWK (RFC 7517). */
export async function readPublicKey(text: string): Promise<ReadKey> {
  if (/PRIVATE KEY-----/.test(text)) return { ok: false, fault: isPrivate() }
  const pem = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(text)?.[1]
  return pem === undefined ? readJwk(text) : readPem(pem)
}

function readJwk(text: string): ReadKey {
  const jwk = parse(text)
  if (!jwk || typeof jwk['kty'] !== 'string') return { ok: false, fault: isNone() }
  return 'd' in jwk || 'k' in jwk ? { ok: false, fault: isPrivate() } : { ok: true, jwk: pick(jwk) }
}

async function readPem(base64: string): Promise<ReadKey> {
  for (const kind of kinds) {
    const jwk = await exportJwk(base64, kind).catch(() => undefined)
    // The algorithm is left to the API: RSA keys sign by RS256 and PS256 alike.
    if (jwk) return { ok: true, jwk: pick({ ...jwk, alg: undefined }) }
  }
  return { ok: false, fault: isNone() }
}

async function exportJwk(base64: string, kind: (typeof kinds)[number]): Promise<JsonWebKey> {
  const bytes = Uint8Array.from(atob(base64.replace(/\s/g, '')), character => character.charCodeAt(0))
  return crypto.subtle.exportKey('jwk', await crypto.subtle.importKey('spki', bytes, kind, true, ['verify']))
}

function pick(jwk: Readonly<Record<string, unknown>>): PublicJwk {
  return Object.fromEntries(members.flatMap(name => (jwk[name] === undefined ? [] : [[name, jwk[name]]]))) as PublicJwk
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
