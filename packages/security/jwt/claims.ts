/** An access token lives 5 to 15 minutes: long enough to spare refreshes, short enough to be useless when leaked. */
export const minimumLifetimeMs = 5 * 60_000
export const maximumLifetimeMs = 15 * 60_000

/** The claims of an access token (RFC 9068 §2.2), with the tenant, the role and the membership version of Palisade. */
export type AccessClaims = {
  readonly iss: string
  /** Exactly one API: a token for two could be replayed by one against the other (RFC 9700 §2.3). */
  readonly aud: string
  readonly sub: string
  readonly client_id: string
  readonly tenant_id: string
  readonly role: string
  /** Scopes, separated by single spaces (RFC 8693 §4.2). */
  readonly scope: string
  readonly jti: string
  /** Seconds since the epoch, whole, as RFC 7519 §2 counts them. */
  readonly iat: number
  readonly exp: number
  /** The session, so that signing out one device revokes its tokens. */
  readonly sid?: string
  /** How the user was authenticated, such as `pwd` and `otp` (RFC 8176). */
  readonly amr?: readonly string[]
  /** When the user last signed in, in seconds since the epoch, for step-up (RFC 9470). */
  readonly auth_time?: number
  /** Who acts for the subject (RFC 8693 §4.1). Left out where the subject itself acts. */
  readonly act?: { readonly sub: string }
  /** The membership version: a change of role makes older tokens stale at once. */
  readonly mv?: number
}

export const claimsRefusals = [
  'claims',
  'issuer',
  'audience',
  'lifetime',
  'issued-in-future',
  'not-yet-valid',
  'expired',
] as const

export type ClaimsRefusal = (typeof claimsRefusals)[number]

export type ClaimsPolicy = { readonly issuer: string; readonly audience: string; readonly clockToleranceMs: number }

/** Claims before validation: any of them may have any type, or be absent. */
type Unjudged = { readonly [Name in keyof AccessClaims | 'nbf']?: unknown }

const requiredText = ['sub', 'client_id', 'tenant_id', 'role', 'jti'] as const
const scopePattern = /^[\x21\x23-\x5B\x5D-\x7E]+$/
const longestText = 256

/**
 * Validates a correctly signed payload. Pure: the clock is an argument.
 *
 * @param nowMs milliseconds since the epoch
 * @returns why the claims are refused, or undefined when they are an {@link AccessClaims}
 * @see RFC 7519 §4.1, RFC 9068 §4, RFC 8725 §3.8 and §3.9
 */
export function refuseClaims(claims: Unjudged, policy: ClaimsPolicy, nowMs: number): ClaimsRefusal | undefined {
  if (claims.iss !== policy.issuer) return 'issuer'
  if (claims.aud !== policy.audience) return 'audience'
  if (!hasRequiredClaims(claims) || !hasSoundOptionalClaims(claims)) return 'claims'
  return refuseLifetime(claims as AccessClaims) ?? refuseInstant(claims as AccessClaims, policy.clockToleranceMs, nowMs)
}

/** Validates the claims that depend on the clock, on every use of a token, cached or not. */
export function refuseInstant(
  claims: AccessClaims & { readonly nbf?: number },
  toleranceMs: number,
  nowMs: number,
): 'expired' | 'issued-in-future' | 'not-yet-valid' | undefined {
  if (nowMs >= claims.exp * 1000 + toleranceMs) return 'expired'
  if (claims.iat * 1000 > nowMs + toleranceMs) return 'issued-in-future'
  if (claims.nbf !== undefined && claims.nbf * 1000 > nowMs + toleranceMs) return 'not-yet-valid'
  return undefined
}

/** Whether it is one scope (RFC 6749 §3.3): a word without quotes or backslashes. */
export function isScope(value: string): boolean {
  return scopePattern.test(value)
}

/** A name or an id: some characters, none of them a control character, so that it is safe in a log line. */
export function isClaimText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longestText && !/\p{Cc}/u.test(value)
}

function hasRequiredClaims(claims: Unjudged): boolean {
  return (
    requiredText.every(name => isClaimText(claims[name])) &&
    isScopeList(claims.scope) &&
    isWhole(claims.iat) &&
    isWhole(claims.exp)
  )
}

function hasSoundOptionalClaims({ sid, amr, mv, nbf, auth_time, act }: Unjudged): boolean {
  const methods = amr === undefined || (Array.isArray(amr) && amr.every(isClaimText))
  return (
    methods &&
    isActorOrAbsent(act) &&
    (sid === undefined || isClaimText(sid)) &&
    [mv, nbf, auth_time].every(isWholeOrAbsent)
  )
}

/** One actor: a chain of actors (RFC 8693 §4.1) would have to be judged as a whole, and nothing here issues one. */
function isActorOrAbsent(act: unknown): boolean {
  if (act === undefined) return true
  if (typeof act !== 'object' || act === null) return false
  return Object.keys(act).length === 1 && isClaimText((act as { sub?: unknown }).sub)
}

/** A token that claims to live longer than ours do was not made by our issuer's rules, even if its signature is valid. */
function refuseLifetime({ iat, exp }: AccessClaims): 'lifetime' | undefined {
  return exp <= iat || (exp - iat) * 1000 > maximumLifetimeMs ? 'lifetime' : undefined
}

/** Scopes with single spaces between them, or none at all. */
function isScopeList(value: unknown): boolean {
  return value === '' || (typeof value === 'string' && value.split(' ').every(isScope))
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isWholeOrAbsent(value: unknown): boolean {
  return value === undefined || isWhole(value)
}
