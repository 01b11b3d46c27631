import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTokenIssuer, generateKey, loadKeyRing } from '@palisade/security/jwt'
import { testOrigin } from '../support/samples.ts'

/** The options of every server of the comparison, sent over its channel to the parent process. */
export type Settings = {
  redisUrl: string
  keysFolder: string
  /** PEM of the key that verifies the tokens, for servers that do not read the folder. */
  publicKey: string
}

/** jsonwebtoken knows no Ed25519. ES256 is the nearest that it knows: an elliptic curve of the same strength. */
export type TokenAlgorithm = 'EdDSA' | 'ES256'

export const issuer = 'https://api.test.palisade.example'
export const audience = 'palisade-api'
export const origin = testOrigin
export const path = '/api/orders'

/** `http://127.0.0.1:PORT` → PORT */
export function portOf(url: string): number {
  return Number(new URL(url).port)
}

/** What the request is answered with everywhere: the orders of a tenant that has none. */
export const answer = { items: [], nextCursor: null }

/**
 * So many users, each with a token and an address of their own, that nobody reaches a limit as the contracts declare
 * it: what is measured is the template as it ships, and not one with its limits turned off.
 */
const users = 256
const tenants = 32

export type Keys = { folder: string; publicKey: string; tokens: string[] }

/** A folder with one key, and a token for each user. The caller removes the folder. */
export async function createTokens(alg: TokenAlgorithm): Promise<Keys> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-bench-'))
  await generateKey({ folder, alg })
  const keys = await loadKeyRing({ folder })
  const tokens = createTokenIssuer({ keys, issuer, audience, lifetimeMs: 15 * 60_000 })
  const issued = Array.from({ length: users }, (_, user) =>
    tokens.issue({
      sub: `user-${user}`,
      tenantId: `tenant-${user % tenants}`,
      sessionId: `session-${user}`,
      role: 'member',
      scope: ['orders:read', 'orders:write'],
      amr: ['pwd'],
    }),
  )
  const publicKey = (keys.find(keys.signer().kid)?.publicKey.export({ type: 'spki', format: 'pem' }) ?? '') as string
  const result = { folder, publicKey, tokens: (await Promise.all(issued)).map(({ token }) => token) }
  keys.close?.()
  return result
}

/** The bytes of the request of each token, from an address of its own behind a proxy that the servers trust. */
export function writeRequests(
  tokens: readonly string[],
  addressOf = (index: number) => `10.1.${(index >> 8) & 255}.${index & 255}`,
) {
  return tokens.map((token, index) =>
    [
      `GET ${path} HTTP/1.1`,
      'host: api.test.palisade.example',
      'accept: application/json',
      `authorization: Bearer ${token}`,
      `origin: ${origin}`,
      'user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      `x-forwarded-for: ${addressOf(index)}`,
      '\r\n',
    ].join('\r\n'),
  )
}

/** Tokens with other signatures, over claims that would be good. The scalar is below the curve's order, so that each is checked in full. */
export function forge(tokens: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const [header, claims] = (tokens[index % tokens.length] ?? '').split('.')
    const signature = randomBytes(64)
    signature[63] = 0
    return `${header}.${claims}.${signature.toString('base64url')}`
  })
}
