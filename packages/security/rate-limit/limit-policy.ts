import type { LimitCheck, LimitPolicy } from './types.ts'

/** Largest limit and cost: what the stored counters hold (32 bits, unsigned) with room to add. */
export const MAX_UNITS = 2 ** 31 - 1

/** Longest window: a leap year. */
export const MAX_WINDOW_MS = 366 * 86_400_000

export const TOKEN_BUCKET = 0
export const SLIDING_WINDOW = 1
export const FIXED_WINDOW = 2
export const CALENDAR_MONTH = 3

/** A sliding window is counted in slices of an eighth; one more is looked at, so that no stretch admits too much. */
export const SLICES = 8

/** Sixteen bits are kept for a slice. */
const MOST_SLIDING = 65_535

/** A policy as both stores compute with it: integers only, so that JavaScript and Lua round alike. */
export type Rule = {
  kind: 0 | 1 | 2 | 3
  /** Units that fit: the burst of a bucket, the limit of a window. */
  size: number
  /** Token bucket: microseconds until one unit is back. Fixed window: its milliseconds. Sliding: those of a slice. */
  span: number
  shadow: boolean
  tightens: boolean
  /** How checks refer to it, in this process. */
  id: number
  /** The same, encoded for the script. */
  encoded: string
}

let lastId = 0

const rules = new WeakMap<LimitPolicy, Rule>()

/**
 * Checks a policy and freezes it. Call it where policies are declared, so that a mistake stops the start: a policy
 * that was never defined is checked when it is first used, and `admit` rejects with the same error.
 *
 * @throws {TypeError} for a name, algorithm, mode or combination that does not exist
 * @throws {RangeError} for a number outside its range
 */
export function definePolicy(policy: LimitPolicy): LimitPolicy {
  ruleOf(policy)
  return Object.freeze(policy)
}

/** The rule of a policy, computed once. @throws {TypeError | RangeError} as `definePolicy` does */
export function ruleOf(policy: LimitPolicy): Rule {
  let rule = rules.get(policy)
  if (rule === undefined) {
    rule = toRule(policy)
    rules.set(policy, rule)
  }
  return rule
}

/** Units that a check takes. @throws {RangeError} unless a whole number from 0 to 2^31 - 1 */
export function costOf(check: LimitCheck): number {
  const cost = check.cost ?? 1
  if (!isWhole(cost, 0, MAX_UNITS)) throw new RangeError(`cost must be a whole number from 0 to ${MAX_UNITS}`)
  return cost
}

/** @throws {RangeError} unless a whole number from 1 to 1,000,000 */
export function checkPoints(points: number): void {
  if (!isWhole(points, 1, 1e6)) throw new RangeError('points must be a whole number from 1 to 1,000,000')
}

export function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
}

function toRule(policy: LimitPolicy): Rule {
  checkWords(policy)
  checkNumbers(policy)
  const kind = kindOf(policy)
  const { limit, windowMs, burst = limit } = policy
  const size = kind === TOKEN_BUCKET ? burst : limit
  const span = spanOf(kind, limit, windowMs)
  const shadow = policy.mode === 'shadow'
  lastId += 1
  const encoded = `${lastId},${kind},${size},${span},${+shadow}`
  return { kind, size, span, shadow, tightens: policy.tightens !== false, id: lastId, encoded }
}

/** Rounded up: a limit may be stricter than declared by a millionth, never laxer. */
function spanOf(kind: Rule['kind'], limit: number, windowMs: number): number {
  if (kind === TOKEN_BUCKET) return Math.ceil((windowMs * 1000) / limit)
  return kind === SLIDING_WINDOW ? Math.ceil(windowMs / SLICES) : windowMs
}

function kindOf(policy: LimitPolicy): Rule['kind'] {
  if (policy.algorithm === 'token-bucket') return TOKEN_BUCKET
  if (policy.algorithm === 'sliding-window') return SLIDING_WINDOW
  return policy.calendar === 'month' ? CALENDAR_MONTH : FIXED_WINDOW
}

function checkWords(policy: LimitPolicy): void {
  const fail = (what: string) => new TypeError(`limit ${JSON.stringify(policy.name)}: ${what}`)
  // The name becomes a Structured Fields string (RFC 9651, section 3.3.3): nothing that would need escaping.
  if (typeof policy.name !== 'string' || !/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(policy.name)) {
    throw fail('a name is 1 to 64 letters, digits, ".", "_" or "-"')
  }
  if (!['token-bucket', 'sliding-window', 'fixed-window'].includes(policy.algorithm)) throw fail('unknown algorithm')
  if (policy.mode !== undefined && !['enforce', 'shadow'].includes(policy.mode)) throw fail('unknown mode')
  if (policy.burst !== undefined && policy.algorithm !== 'token-bucket') throw fail('only a token bucket has a burst')
  if (policy.calendar !== undefined && policy.calendar !== 'month') throw fail('the only calendar is "month"')
  if (policy.calendar && policy.algorithm !== 'fixed-window') throw fail('only a fixed window follows the calendar')
}

function checkNumbers(policy: LimitPolicy): void {
  const fail = (what: string) => new RangeError(`limit ${policy.name}: ${what}`)
  const { limit, windowMs, burst = limit, whenUnavailable = 'refuse' } = policy
  if (!isWhole(limit, 1, MAX_UNITS)) throw fail(`limit must be a whole number from 1 to ${MAX_UNITS}`)
  if (!isWhole(burst, 1, MAX_UNITS)) throw fail(`burst must be a whole number from 1 to ${MAX_UNITS}`)
  if (!isWhole(windowMs, 1, MAX_WINDOW_MS)) throw fail(`windowMs must be a whole number from 1 to ${MAX_WINDOW_MS}`)
  if (policy.algorithm === 'token-bucket' && limit > windowMs * 1000) {
    throw fail('a token bucket gives back at most one unit a microsecond')
  }
  // The sum of the clock and a debt must stay exact in a double (below 2^53).
  if (policy.algorithm === 'token-bucket' && burst * Math.ceil((windowMs * 1000) / limit) > 2 ** 52) {
    throw fail('an empty bucket would take more than 140 years to fill')
  }
  if (policy.algorithm === 'sliding-window' && limit > MOST_SLIDING) {
    throw fail(`a sliding window counts to ${MOST_SLIDING}; a token bucket fits larger limits`)
  }
  if (whenUnavailable === 'refuse') return
  const share = whenUnavailable?.localShare
  if (!(typeof share === 'number' && share > 0 && share <= 1)) throw fail('localShare must be above 0 and at most 1')
}
