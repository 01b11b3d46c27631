import { createBoundedMap } from '../bounded-map.ts'
import {
  type AccessClaims,
  type ClaimsPolicy,
  claimsRefusals,
  isClaimText,
  refuseClaims,
  refuseInstant,
} from './claims.ts'
import { formRefusals, longestToken, parseCompactToken, parseJsonObject } from './compact-token.ts'
import type { VerificationKey } from './jwk.ts'
import type { KeyRing } from './key-ring.ts'
import { verifyWith } from './signature-algorithms.ts'
import { createVerifiedTokens, digest } from './verified-tokens.ts'

/** Why a token was refused: for logs and metrics. The client gets one plain answer (see bearer.ts). */
export const refusedTokenReasons = [...formRefusals, 'unknown-key', 'signature', ...claimsRefusals] as const

export type RefusedTokenReason = (typeof refusedTokenReasons)[number]

export type TokenVerification =
  | { readonly ok: true; readonly claims: AccessClaims }
  | { readonly ok: false; readonly reason: RefusedTokenReason }

/** Never throws: whatever the token is, the answer is a value. It is synchronous, because it costs only processor time. */
export type TokenVerifier = { verify(token: string): TokenVerification }

export type TokenVerifierOptions = {
  readonly keys: KeyRing
  readonly issuer: string
  readonly audience: string
  /** How far the clocks of two servers may be apart, in milliseconds: 0 to 60000. */
  readonly clockToleranceMs: number
  readonly now?: () => number
  /** How many verified tokens are remembered. 10000 by default; 0: none. */
  readonly cacheSize?: number
}

type Refused = { readonly key: VerificationKey; readonly reason: RefusedTokenReason }

const refusedCacheSize = 2000
/** These reasons can change with time, on this node's clock or on the issuer's, so they are checked again each time. */
const passing: ReadonlySet<RefusedTokenReason> = new Set(['expired', 'issued-in-future', 'not-yet-valid'])

/**
 * Verifies access tokens. The algorithm is the one that the key is pinned to; the header can only disagree and lose.
 *
 * Two bounded caches, separate so that a flood of bad tokens cannot evict good ones: one of verified tokens, one of
 * refused ones. When a key leaves the ring or is replaced, its entries in both no longer count.
 *
 * @throws {TypeError} when issuer or audience is empty
 * @throws {RangeError} when the tolerance is not 0 to 60000 ms
 * @see RFC 8725 §3, RFC 9068 §4, RFC 7519 §7.2
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { keys, issuer, audience, clockToleranceMs, now = Date.now, cacheSize = 10_000 } = options
  if (!isClaimText(issuer) || !isClaimText(audience)) throw new TypeError('issuer and audience must not be empty')
  if (!(clockToleranceMs >= 0 && clockToleranceMs <= 60_000)) {
    throw new RangeError('clockToleranceMs must be from 0 to 60000')
  }
  const policy = { issuer, audience, clockToleranceMs }
  const verified = createVerifiedTokens(cacheSize)
  const refused = createBoundedMap<Refused>(refusedCacheSize)

  const isCurrent = ({ key }: { key: VerificationKey }) => keys.find(key.kid) === key

  const recall = (token: string): TokenVerification | undefined => {
    const good = verified.find(token)
    if (good && isCurrent(good)) {
      const reason = refuseInstant(good.verification.claims, clockToleranceMs, now())
      return reason ? refuse(reason) : good.verification
    }
    const bad = refused.get(digest(token))
    return bad && isCurrent(bad) ? refuse(bad.reason) : undefined
  }

  const verifyNew = (token: string): TokenVerification => {
    const parsed = parseCompactToken(token)
    if (!parsed.ok) return parsed
    const { alg, kid, signingInput, payload, signature } = parsed.value
    const key = keys.find(kid)
    if (!key) return refuse('unknown-key')
    if (alg !== key.alg) return refuse('algorithm')
    const isSigned = verifyWith(key.alg, key.publicKey, signingInput, signature)
    const verification = isSigned ? readClaims(payload, policy, now()) : refuse('signature')
    if (verification.ok) verified.add(token, { key, verification })
    else if (!passing.has(verification.reason)) refused.set(digest(token), { key, reason: verification.reason })
    return verification
  }

  return {
    verify(token) {
      const isPlausible = typeof token === 'string' && token.length <= longestToken
      return (isPlausible ? recall(token) : undefined) ?? verifyNew(token)
    },
  }
}

function readClaims(payload: Uint8Array, policy: ClaimsPolicy, nowMs: number): TokenVerification {
  const parsed = parseJsonObject(payload)
  if (!parsed.ok) return parsed
  const reason = refuseClaims(parsed.value, policy, nowMs)
  if (reason) return refuse(reason)
  // Frozen: requests with the same token share these claims, and none of them may change them for the others.
  const claims = parsed.value as AccessClaims
  Object.freeze(claims.amr)
  return Object.freeze({ ok: true, claims: Object.freeze(claims) })
}

function refuse(reason: RefusedTokenReason): TokenVerification {
  return { ok: false, reason }
}
