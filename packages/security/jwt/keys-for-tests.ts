import { generateKeyPairSync, type webcrypto } from 'node:crypto'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createTokenIssuer, createTokenVerifier, type KeyRing, keyRingFromJson } from './index.ts'
import { importJwk } from './jwk.ts'
import type { Algorithm } from './signature-algorithms.ts'
import { signWith } from './signature-algorithms.ts'

/** A private JWK as an operator would make it. */
export type PrivateJwk = webcrypto.JsonWebKey & { kid: string; alg: Algorithm; use: 'sig' }

export function newJwk(kid: string, alg: Algorithm = 'Ed25519', rsaBits = 2048): PrivateJwk {
  const pair = alg.startsWith('Ed')
    ? generateKeyPairSync('ed25519')
    : alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: rsaBits })
  return { ...pair.privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }
}

export function publicHalf({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...jwk }: PrivateJwk) {
  return jwk
}

export function ringOf(...keys: readonly object[]): KeyRing {
  return keyRingFromJson(JSON.stringify({ keys }))
}

export const issuer = 'https://api.example.com'
export const audience = 'https://api.example.com'
export const startMs = Date.parse('2026-03-01T12:00:00Z')
export const tenMinutesMs = 600_000
export const subject = { sub: 'usr_1', tenantId: 'ten_1', role: 'owner', scope: ['orders:read', 'orders:write'] }

/** An issuer and a verifier over one ring, with a clock that the test moves. */
export function createPair(keys: KeyRing, options: { cacheSize?: number } = {}) {
  const clock = { nowMs: startMs }
  const now = () => clock.nowMs
  const tokens = createTokenIssuer({ keys, issuer, audience, lifetimeMs: tenMinutesMs, now })
  const verifier = createTokenVerifier({ keys, issuer, audience, clockToleranceMs: 5_000, now, ...options })
  return { clock, tokens, verifier }
}

export const goodClaims = {
  iss: issuer,
  aud: audience,
  sub: 'usr_1',
  client_id: 'first-party',
  tenant_id: 'ten_1',
  role: 'owner',
  scope: 'orders:read',
  jti: 'AAAAAAAAAAAAAAAAAAAAAA',
  iat: startMs / 1000,
  exp: startMs / 1000 + 600,
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

/** Signs whatever it is given, as an attacker with a stolen key or a careless issuer would. */
export function forge(jwk: PrivateJwk, header: unknown, payload: unknown): string {
  const { privateKey } = importJwk(jwk)
  if (!privateKey) throw new Error('a private key is needed')
  const signingInput = `${encode(header)}.${encode(payload)}`
  return `${signingInput}.${Buffer.from(signWith(jwk.alg, privateKey, Buffer.from(signingInput))).toString('base64url')}`
}

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-keys-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

export async function putKey(folder: string, jwk: object & { kid: string }, state = 'signing', since = startMs) {
  const path = join(folder, `${jwk.kid}.json`)
  const whole = join(folder, `.${jwk.kid}.tmp`) // a ring that polls must not read half of it
  await writeFile(whole, JSON.stringify({ state, since: new Date(since).toISOString(), jwk }), { mode: 0o600 })
  await rename(whole, path)
  return path
}

export async function readJson(path: string) {
  return JSON.parse(await readFile(path, 'utf8'))
}
