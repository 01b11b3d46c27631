import type { figurePeriods } from '@palisade/contracts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const days: Readonly<Record<(typeof figurePeriods)[number], number>> = { '7-days': 7, '30-days': 30, '90-days': 90 }

type Stretch = { from: Date; before: Date }

/** The latest days of UTC, today included. */
export function daysUntilToday(period: keyof typeof days, now = Date.now()): Stretch {
  return until(now, days[period], dayMs)
}

/** The latest hours, the present one included. */
export function hoursUntilNow(count: number, now = Date.now()): Stretch {
  return until(now, count, hourMs)
}

function until(now: number, count: number, unitMs: number): Stretch {
  const before = (Math.floor(now / unitMs) + 1) * unitMs
  return { from: new Date(before - count * unitMs), before: new Date(before) }
}
