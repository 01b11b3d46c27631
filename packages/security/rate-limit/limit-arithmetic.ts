import { CALENDAR_MONTH, type Rule, SLICES, SLIDING_WINDOW, TOKEN_BUCKET } from './limit-policy.ts'
import type { PenaltyScale } from './types.ts'

/**
 * The arithmetic of the limits, as `admission.lua` has it line for line: change both together, and
 * differential.test.ts compares every decision. All numbers are integers below 2^53, where doubles are exact.
 */

/**
 * How full a limit is. Token bucket: `taken` is the debt in microseconds. Windows: the units of this one. A sliding
 * window is counted in slices: `taken` are the units of the slice that now lies in, `older` those of the slices before,
 * the latest first.
 */
export type Level = { taken: number; older: readonly number[] }

/** The stored state. `mark`: when the debt is paid (µs), or the number of the window or slice. */
export type Saved = { mark: number } & Level

/** Entries outlive their use by this much: a replica that takes over may be ahead, and must not forget too early. */
export const KEEP_MS = 1000

const DAY_MS = 86_400_000
const NONE: readonly number[] = []

export function levelAt(nowUs: number, rule: Rule, saved: Saved | undefined): Level {
  if (rule.kind === SLIDING_WINDOW) return slicesAt(Math.floor(nowUs / 1000 / rule.span), saved)
  if (saved === undefined) return { taken: 0, older: NONE }
  if (rule.kind === TOKEN_BUCKET) {
    // The upper bound holds after a clock has stepped back: nobody waits longer than for a whole bucket.
    return { taken: clamp(saved.mark - nowUs, 0, rule.size * rule.span), older: NONE }
  }
  const { number, following } = windowAt(nowUs, rule)
  // The next window's mark means that a clock has stepped back, and still counts; beyond, it is forgotten.
  return { taken: saved.mark === number || saved.mark === following ? saved.taken : 0, older: NONE }
}

/** Milliseconds until `units` fit: 0 means now. More units than the limit wait for the whole limit. */
export function waitMs(nowUs: number, rule: Rule, level: Level, units: number): number {
  const { kind, size, span } = rule
  if (kind === TOKEN_BUCKET) {
    const excessUs = units > size ? size * span : level.taken + units * span - size * span
    return Math.max(0, Math.ceil(excessUs / 1000))
  }
  if (units > size) return kind === SLIDING_WINDOW ? SLICES * span : span
  let excess = level.taken + sum(level.older) + units - size
  if (excess <= 0) return 0
  let wait = windowAt(nowUs, rule).endMs - Math.floor(nowUs / 1000)
  for (let slice = level.older.length - 1; slice >= 0; slice -= 1) {
    excess -= level.older[slice] ?? 0
    if (excess <= 0) return wait
    wait += span
  }
  return wait
}

/** `units` may be negative: a refund. A level never leaves the limit, so that no debt outlasts it. */
export function add(rule: Rule, level: Level, units: number): Level {
  const unit = rule.kind === TOKEN_BUCKET ? rule.span : 1
  const most = Math.max(0, rule.size * unit - sum(level.older))
  const taken = clamp(level.taken + units * unit, 0, most)
  let rest = Math.max(0, -units - level.taken)
  if (level.older.length === 0 || rest === 0) return { taken, older: level.older }
  // A refund that comes a slice later takes from the latest slices first.
  const older = level.older.map(count => {
    const kept = Math.max(0, count - rest)
    rest -= count - kept
    return kept
  })
  return { taken, older }
}

/** Whole units that would be allowed now. */
export function unitsLeft(rule: Rule, level: Level): number {
  if (rule.kind === TOKEN_BUCKET) return Math.floor((rule.size * rule.span - level.taken) / rule.span)
  return Math.max(0, rule.size - level.taken - sum(level.older))
}

export function resetMs(nowUs: number, rule: Rule, level: Level): number {
  if (rule.kind === TOKEN_BUCKET) return Math.ceil(level.taken / 1000)
  const untilEnd = windowAt(nowUs, rule).endMs - Math.floor(nowUs / 1000)
  if (rule.kind !== SLIDING_WINDOW) return untilEnd
  if (level.taken > 0) return untilEnd + SLICES * rule.span
  const latest = level.older.findIndex(count => count > 0)
  return latest === -1 ? 0 : untilEnd + (SLICES - 1 - latest) * rule.span
}

export function savedAt(nowUs: number, rule: Rule, level: Level): Saved {
  const mark = rule.kind === TOKEN_BUCKET ? nowUs + level.taken : windowAt(nowUs, rule).number
  return { mark, taken: level.taken, older: level.older }
}

/** Units that a check needs. A penalty multiplies them, but never beyond the limit: one request always fits. */
export function unitsNeeded(rule: Rule, cost: number, costMultiplier: number): number {
  const need = Math.max(cost, 1)
  return need > rule.size ? Number.POSITIVE_INFINITY : Math.min(need * costMultiplier, rule.size)
}

/** A penalty is kept as the instant when it has faded. */
export type Penalties = { pointUs: number; pointsPerHalving: number; maxHalvings: number; mostUs: number }

/** @throws {RangeError} for a scale that is not made of whole, positive numbers */
export function penaltiesOf(scale: PenaltyScale = {}): Penalties {
  const { pointMs = 6000, pointsPerHalving = 10, maxHalvings = 4 } = scale
  const whole = [pointMs, pointsPerHalving].every(value => Number.isInteger(value) && value >= 1 && value <= 1e8)
  if (!whole) throw new RangeError('penalty: pointMs and pointsPerHalving must be whole numbers from 1 to 100,000,000')
  if (!(Number.isInteger(maxHalvings) && maxHalvings >= 0 && maxHalvings <= 10)) {
    throw new RangeError('penalty: maxHalvings must be a whole number from 0 to 10')
  }
  const pointUs = pointMs * 1000
  if (pointUs * pointsPerHalving > 1e14) throw new RangeError('penalty: a halving must fade within three years')
  // One halving above the highest is the most that is kept: the worst offender starts to recover at once.
  return { pointUs, pointsPerHalving, maxHalvings, mostUs: pointUs * pointsPerHalving * (maxHalvings + 1) }
}

/** What the cost of a unit is multiplied by while the penalty fades: 1, 2, 4 ... A point that has begun to fade still counts. */
export function costMultiplierAt(nowUs: number, penalties: Penalties, fadedUs: number): number {
  const points = Math.ceil(Math.max(0, fadedUs - nowUs) / penalties.pointUs)
  return 2 ** Math.min(Math.floor(points / penalties.pointsPerHalving), penalties.maxHalvings)
}

/** The instant when a penalty with these points more has faded. */
export function penalizedUntil(nowUs: number, penalties: Penalties, fadedUs: number, points: number): number {
  const { mostUs, pointUs } = penalties
  return nowUs + Math.min(clamp(fadedUs - nowUs, 0, mostUs) + points * pointUs, mostUs)
}

/** Slices move one place with each slice of time. Marks ahead of now mean that a clock has stepped back: they count. */
function slicesAt(number: number, saved: Saved | undefined): Level {
  const empty = new Array<number>(SLICES).fill(0)
  if (saved === undefined) return { taken: 0, older: empty }
  const age = number - saved.mark
  if (age > SLICES || age < -SLICES) return { taken: 0, older: empty }
  if (age <= 0) return { taken: saved.taken, older: saved.older }
  return { taken: 0, older: [...empty.slice(1, age), saved.taken, ...saved.older].slice(0, SLICES) }
}

/** Windows and slices are numbered from 1970 on; a calendar month by its first day. */
function windowAt(nowUs: number, rule: Rule): { number: number; following: number; endMs: number } {
  const nowMs = Math.floor(nowUs / 1000)
  if (rule.kind === CALENDAR_MONTH) {
    const now = new Date(nowMs)
    const startMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)
    const endMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)
    return { number: startMs / DAY_MS, following: endMs / DAY_MS, endMs }
  }
  const number = Math.floor(nowMs / rule.span)
  return { number, following: number + 1, endMs: (number + 1) * rule.span }
}

function sum(counts: readonly number[]): number {
  let total = 0
  for (const count of counts) total += count
  return total
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
