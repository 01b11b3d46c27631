import { isWhole } from './limit-policy.ts'
import type { StoreKey, StoreKeys } from './store-keys.ts'
import type { Revocation, RevocationSpan, TokenFacts } from './types.ts'

/** A token is refused when the entry at `key` holds a number larger than `value`. */
export type Fact = { key: StoreKey; value: number }

const LONGEST_MS = 10 * 366 * 86_400_000

/**
 * What must be looked up for a token: itself, its subject, its tenant, and its session and membership if it names them.
 * @throws {TypeError} for a token whose facts are not strings and whole numbers
 */
export function factsOf(token: TokenFacts, keys: StoreKeys): Fact[] {
  const { jti, subject, tenantId, issuedAtMs, sessionId, membershipVersion } = token
  if (!isWhole(issuedAtMs, 0, Number.MAX_SAFE_INTEGER)) throw new TypeError('issuedAtMs must be whole milliseconds')
  const facts = [
    { key: keys.jti(jti), value: 0 },
    { key: keys.subject(subject), value: issuedAtMs },
    { key: keys.tenant(tenantId), value: issuedAtMs },
  ]
  if (sessionId !== undefined) facts.push({ key: keys.session(sessionId), value: 0 })
  if (membershipVersion === undefined) return facts
  if (!isWhole(membershipVersion, 0, MAX_VERSION)) throw new TypeError('membershipVersion must be a whole number')
  facts.push({ key: keys.membership(token), value: membershipVersion })
  return facts
}

/** The entry that blocks the tokens. `value` undefined: the store's now. */
export type Entry = { key: StoreKey; value: number | undefined; untilMs: number | undefined; forMs: number }

/** @throws {TypeError | RangeError} for a revocation of nothing, or a span that is not whole milliseconds */
export function entryOf(what: Revocation, span: RevocationSpan, keys: StoreKeys): Entry {
  const untilMs = 'untilMs' in span ? span.untilMs : undefined
  const forMs = 'forMs' in span ? span.forMs : 0
  if (!isWhole(forMs, 0, LONGEST_MS) || !(untilMs === undefined || isWhole(untilMs, 0, LAST_INSTANT_MS))) {
    throw new RangeError('forMs and untilMs must be whole milliseconds, at most ten years ahead')
  }
  const { issuedBeforeMs } = span
  if (!(issuedBeforeMs === undefined || isWhole(issuedBeforeMs, 0, LAST_INSTANT_MS))) {
    throw new RangeError('issuedBeforeMs must be whole milliseconds')
  }
  if ('jti' in what) return { key: keys.jti(what.jti), value: 1, untilMs, forMs }
  if ('sessionId' in what) return { key: keys.session(what.sessionId), value: 1, untilMs, forMs }
  if ('belowMembershipVersion' in what) {
    const value = what.belowMembershipVersion
    if (!isWhole(value, 0, MAX_VERSION)) throw new RangeError('belowMembershipVersion must be a whole number')
    return { key: keys.membership(what), value, untilMs, forMs }
  }
  if ('subject' in what) return { key: keys.subject(what.subject), value: issuedBeforeMs, untilMs, forMs }
  if ('tenantId' in what) return { key: keys.tenant(what.tenantId), value: issuedBeforeMs, untilMs, forMs }
  throw new TypeError('a revocation names a jti, a sessionId, a subject or a tenantId')
}

/** JSON and Lua carry 14 digits exactly. */
const MAX_VERSION = 1e14 - 1
/** The year 2100. */
const LAST_INSTANT_MS = 4_102_444_800_000
