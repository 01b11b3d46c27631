import { generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { isClaimText } from './claims.ts'
import { type FormRefusal, parseCompactToken, parseJsonObject } from './compact-token.ts'
import type { VerificationKey } from './jwk.ts'
import { type Algorithm, currentName, verifyWith } from './signature-algorithms.ts'

/** What an assertion says, before its signature is checked. */
export type ClientAssertion = {
  /** Whose it claims to be: `iss` and `sub` (RFC 7523 §3). */
  readonly clientId: string
  readonly kid: string
  /** `EdDSA`, the older name of Ed25519, is read as `Ed25519`. */
  readonly alg: Algorithm
  /** Unique for each assertion of the client. */
  readonly jti: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly signingInput: Uint8Array
  readonly signature: Uint8Array
}

export type AssertionRules = {
  /** The issuer of the access tokens: the only audience (draft-ietf-oauth-rfc7523bis §3). */
  readonly audience: string
  /** An assertion is refused while its expiry is further away than this, in milliseconds. */
  readonly longestLifeMs: number
  /** How far the clocks of client and server may be apart, in milliseconds. */
  readonly clockToleranceMs: number
}

type Read =
  | { readonly ok: true; readonly assertion: ClientAssertion }
  | { readonly ok: false; readonly reason: FormRefusal | 'claims' }

/**
 * Parses an assertion of `private_key_jwt`. Its claims are not verified yet.
 *
 * @returns the parts, or the reason to refuse it without looking up a key; it never throws
 * @see RFC 7523 §3, OpenID Connect Core 1.0 §9
 */
export function readClientAssertion(text: unknown): Read {
  const parsed = parseCompactToken(text, isAssertionType)
  if (!parsed.ok) return parsed
  const { alg, kid, payload, signingInput, signature } = parsed.value
  const claims = parseJsonObject(payload)
  if (!claims.ok) return claims
  const { iss, sub, jti } = claims.value
  if (!isClaimText(iss) || iss !== sub || !isClaimText(jti)) return { ok: false, reason: 'claims' }
  const named = currentName(alg) as Algorithm
  return {
    ok: true,
    assertion: { clientId: iss, kid, alg: named, jti, claims: claims.value, signingInput, signature },
  }
}

/**
 * Verifies an assertion with the key that its client registered under its `kid`. Pure: the clock is an argument. The caller
 * has to check whether its `jti` was used before.
 *
 * @param key undefined where the client or its key is unknown: the signature is then checked with a decoy, so that the
 *   answer takes as long
 * @returns why it is refused, or undefined when it proves who the client is
 */
export async function refuseAssertion(
  assertion: ClientAssertion,
  {
    key,
    decoys,
    rules,
    nowMs,
  }: { key: VerificationKey | undefined; decoys: DecoyKeys; rules: AssertionRules; nowMs: number },
): Promise<'unknown-key' | 'signature' | 'audience' | 'claims' | 'expired' | 'lifetime' | 'not-yet-valid' | undefined> {
  const { alg, signingInput, signature, claims } = assertion
  // A key that is pinned to another algorithm is as good as none.
  const known = key?.alg === alg ? key.publicKey : undefined
  const isSigned = verifyWith(alg, known ?? (await decoys[alg]), signingInput, signature)
  if (!known) return 'unknown-key'
  return isSigned ? refuseClaims(claims, rules, nowMs) : 'signature'
}

function refuseClaims(claims: ClientAssertion['claims'], rules: AssertionRules, nowMs: number) {
  const { exp, nbf, iat } = claims
  if (!isFor(claims['aud'], rules.audience)) return 'audience'
  if (!isSecond(exp) || ![nbf, iat].every(value => value === undefined || isSecond(value))) return 'claims'
  const { clockToleranceMs, longestLifeMs } = rules
  if (nowMs >= exp * 1_000 + clockToleranceMs) return 'expired'
  if (exp * 1_000 > nowMs + longestLifeMs + clockToleranceMs) return 'lifetime'
  const isEarly = [nbf, iat].some(value => isSecond(value) && value * 1_000 > nowMs + clockToleranceMs)
  return isEarly ? 'not-yet-valid' : undefined
}

/** One audience alone: an assertion for two servers could be replayed by one at the other. */
function isFor(aud: unknown, audience: string): boolean {
  return aud === audience || (Array.isArray(aud) && aud.length === 1 && aud[0] === audience)
}

/** Seconds since the epoch. RFC 7519 §2 admits fractions. */
function isSecond(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}

/** RFC 7523 leaves `typ` to the client; its successor asks for `client-authentication+jwt`. An access token is neither. */
function isAssertionType(typ: unknown): boolean {
  return (
    typ === undefined ||
    (typeof typ === 'string' && /^(?:application\/)?(?:jwt|client-authentication\+jwt)$/i.test(typ))
  )
}

/** A public key for each algorithm whose private half nobody has, so nothing is signed with it. */
export type DecoyKeys = Readonly<Record<Algorithm, KeyObject | Promise<KeyObject>>>

/** Creates the decoy keys for unknown clients. The RSA key is created in the background. */
export function createDecoyKeys(): DecoyKeys {
  const ed25519 = generateKeyPairSync('ed25519').publicKey
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
  const rsa = promisify(generateKeyPair)('rsa', { modulusLength: 2048 }).then(pair => pair.publicKey)
  return { Ed25519: ed25519, EdDSA: ed25519, ES256: ec, PS256: rsa, RS256: rsa }
}
