import { CALENDAR_MONTH, type Rule, SLIDING_WINDOW, TOKEN_BUCKET } from './policy.ts'
import type { PenaltyScale } from './types.ts'

/**
 * The arithmetic of the limits, as `admission.lua` has it line for line: whoever changes one changes the other, and
 * differential.test.ts compares every decision. All numbers are integers below 2^53, where doubles are exact.
 */

/** How full a limit is. Token bucket: `taken` is the debt in microseconds. Windows: units in this one and the last. */
export type Level = { taken: number; before: number }

/** What is kept between calls. `mark`: when the debt is paid (µs), or when the window started (ms). */
export type Saved = { mark: number; taken: number; before: number }

/** Entries outlive their use by this much: a replica that takes over may be ahead, and must not forget too early. */
export const KEEP_MS = 1000

export function levelAt(nowUs: number, rule: Rule, saved: Saved | undefined): Level {
  if (saved === undefined) return { taken: 0, before: 0 }
  if (rule.kind === TOKEN_BUCKET) {
    // The upper bound holds after a clock has stepped back: nobody waits longer than for a whole bucket.
    return { taken: clamp(saved.mark - nowUs, 0, rule.size * rule.span), before: 0 }
  }
  const { startMs, endMs } = windowAt(nowUs, rule)
  // A mark in the future means a clock that stepped back. Within one window it still counts; beyond, it is forgotten.
  if (saved.mark >= startMs && saved.mark <= endMs) return { taken: saved.taken, before: saved.before }
  if (rule.kind === SLIDING_WINDOW && saved.mark === startMs - rule.span) return { taken: 0, before: saved.taken }
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
  const mark = rule.kind === TOKEN_BUCKET ? nowUs + level.taken : windowAt(nowUs, rule).startMs
  return { mark, taken: level.taken, before: level.before }
}

/** Units that a check needs. A penalty multiplies them, but never beyond the limit: one request always fits. */
export function unitsNeeded(rule: Rule, cost: number, dearer: number): number {
  const need = Math.max(cost, 1)
  return need > rule.size ? Number.POSITIVE_INFINITY : Math.min(need * dearer, rule.size)
}

/** A penalty is kept as the instant when it has faded. */
export type Penalties = { pointUs: number; halvingUs: number; maxHalvings: number }

/** @throws {RangeError} for a scale that is not made of whole, positive numbers */
export function penaltiesOf(scale: PenaltyScale = {}): Penalties {
  const { pointMs = 6000, pointsPerHalving = 10, maxHalvings = 4 } = scale
  const whole = [pointMs, pointsPerHalving].every(value => Number.isInteger(value) && value >= 1 && value <= 1e8)
  if (!whole) throw new RangeError('penalty: pointMs and pointsPerHalving must be whole numbers from 1 to 100,000,000')
  if (!(Number.isInteger(maxHalvings) && maxHalvings >= 0 && maxHalvings <= 10)) {
    throw new RangeError('penalty: maxHalvings must be a whole number from 0 to 10')
  }
  const halvingUs = pointMs * 1000 * pointsPerHalving
  if (halvingUs > 1e14) throw new RangeError('penalty: a halving must fade within three years')
  return { pointUs: pointMs * 1000, halvingUs, maxHalvings }
}

/** By how much a unit is dearer while the penalty fades: 1, 2, 4 ... */
export function dearerAt(nowUs: number, penalties: Penalties, fadedUs: number): number {
  return 2 ** Math.min(Math.floor(Math.max(0, fadedUs - nowUs) / penalties.halvingUs), penalties.maxHalvings)
}

/** The instant when a penalty with these points more has faded. One halving above the highest is the most it keeps. */
export function penalizedUntil(nowUs: number, penalties: Penalties, fadedUs: number, points: number): number {
  const most = penalties.halvingUs * (penalties.maxHalvings + 1)
  return nowUs + Math.min(clamp(fadedUs - nowUs, 0, most) + points * penalties.pointUs, most)
}

function windowAt(nowUs: number, rule: Rule): { startMs: number; endMs: number } {
  const nowMs = Math.floor(nowUs / 1000)
  if (rule.kind === CALENDAR_MONTH) {
    const now = new Date(nowMs)
    const startMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)
    return { startMs, endMs: Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) }
  }
  const startMs = nowMs - (nowMs % rule.span)
  return { startMs, endMs: startMs + rule.span }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
