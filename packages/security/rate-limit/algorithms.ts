import { CALENDAR_MONTH, type Rule, SLIDING_WINDOW, TOKEN_BUCKET } from './policy.ts'
import type { PenaltyScale } from './types.ts'

/**
 * The arithmetic of the limits, as `admission.lua` has it line for line: whoever changes one changes the other, and
 * differential.test.ts compares every decision. All numbers are integers below 2^53, where doubles are exact.
 */

/** How full a limit is. Token bucket: `taken` is the debt in microseconds. Windows: units in this one and the last. */
export type Level = { taken: number; before: number }

/** What is kept between calls. `mark`: when the debt is paid (µs), or the number of the window. */
export type Saved = { mark: number; taken: number; before: number }

/** Entries outlive their use by this much: a replica that takes over may be ahead, and must not forget too early. */
export const KEEP_MS = 1000

const DAY_MS = 86_400_000

export function levelAt(nowUs: number, rule: Rule, saved: Saved | undefined): Level {
  if (saved === undefined) return { taken: 0, before: 0 }
  if (rule.kind === TOKEN_BUCKET) {
    // The upper bound holds after a clock has stepped back: nobody waits longer than for a whole bucket.
    return { taken: clamp(saved.mark - nowUs, 0, rule.size * rule.span), before: 0 }
  }
  const { number, following } = windowAt(nowUs, rule)
  // The next window's mark means that a clock has stepped back, and still counts; beyond, it is forgotten.
  if (saved.mark === number || saved.mark === following) return { taken: saved.taken, before: saved.before }
  if (rule.kind === SLIDING_WINDOW && saved.mark === number - 1) return { taken: 0, before: saved.taken }
  return { taken: 0, before: 0 }
}

/** Milliseconds until `units` fit: 0 means now. What can never fit waits for the whole limit. */
export function waitMs(nowUs: number, rule: Rule, level: Level, units: number): number {
  const { kind, size, span } = rule
  if (kind === TOKEN_BUCKET) {
    const excessUs = units > size ? size * span : level.taken + units * span - size * span
    return Math.max(0, Math.ceil(excessUs / 1000))
  }
  if (units > size) return span
  const untilEnd = windowAt(nowUs, rule).endMs - Math.floor(nowUs / 1000)
  const room = size - level.taken - units
  if (room >= 0) {
    // The last window counts by the share of it that a window ending now still covers.
    if (level.before * untilEnd <= room * span) return 0
    return untilEnd - Math.floor((room * span) / level.before)
  }
  if (kind !== SLIDING_WINDOW) return untilEnd
  return untilEnd + span - Math.min(span, Math.floor(((size - units) * span) / level.taken))
}

/** `units` may be negative: a refund. A level never leaves the limit, so that no debt outlasts it. */
export function add(rule: Rule, level: Level, units: number): Level {
  const unit = rule.kind === TOKEN_BUCKET ? rule.span : 1
  return { taken: clamp(level.taken + units * unit, 0, rule.size * unit), before: level.before }
}

/** Whole units that would be allowed now. */
export function unitsLeft(nowUs: number, rule: Rule, level: Level): number {
  const { kind, size, span } = rule
  if (kind === TOKEN_BUCKET) return Math.floor((size * span - level.taken) / span)
  if (level.before === 0) return Math.max(0, size - level.taken)
  const untilEnd = windowAt(nowUs, rule).endMs - Math.floor(nowUs / 1000)
  return Math.max(0, Math.floor(((size - level.taken) * span - level.before * untilEnd) / span))
}

export function resetMs(nowUs: number, rule: Rule, level: Level): number {
  if (rule.kind === TOKEN_BUCKET) return Math.ceil(level.taken / 1000)
  const untilEnd = windowAt(nowUs, rule).endMs - Math.floor(nowUs / 1000)
  if (rule.kind !== SLIDING_WINDOW) return untilEnd
  if (level.taken > 0) return untilEnd + rule.span
  return level.before > 0 ? untilEnd : 0
}

export function savedAt(nowUs: number, rule: Rule, level: Level): Saved {
  const mark = rule.kind === TOKEN_BUCKET ? nowUs + level.taken : windowAt(nowUs, rule).number
  return { mark, taken: level.taken, before: level.before }
}

/** Units that a check needs. A penalty multiplies them, but never beyond the limit: one request always fits. */
export function unitsNeeded(rule: Rule, cost: number, dearer: number): number {
  const need = Math.max(cost, 1)
  return need > rule.size ? Number.POSITIVE_INFINITY : Math.min(need * dearer, rule.size)
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

/** By how much a unit is dearer while the penalty fades: 1, 2, 4 ... A point that has begun to fade still counts. */
export function dearerAt(nowUs: number, penalties: Penalties, fadedUs: number): number {
  const points = Math.ceil(Math.max(0, fadedUs - nowUs) / penalties.pointUs)
  return 2 ** Math.min(Math.floor(points / penalties.pointsPerHalving), penalties.maxHalvings)
}

/** The instant when a penalty with these points more has faded. */
export function penalizedUntil(nowUs: number, penalties: Penalties, fadedUs: number, points: number): number {
  const { mostUs, pointUs } = penalties
  return nowUs + Math.min(clamp(fadedUs - nowUs, 0, mostUs) + points * pointUs, mostUs)
}

/** Windows are numbered from 1970 on; a calendar month by its first day. */
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

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
