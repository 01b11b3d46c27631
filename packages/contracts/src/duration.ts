const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/**
 * A duration in the unit that people use for it: the largest one of which it has at least two.
 * @param ms milliseconds
 * @param round makes the count a whole number. Default: up, because a wait must not be stated too short
 * @returns such as 24 hours for a day, and 3 days for 72 hours
 */
export function durationOf(
  ms: number,
  round = Math.ceil,
): { count: number; unit: 'day' | 'hour' | 'minute' | 'second' } {
  const [unit, size] = units.find(([, size]) => ms >= 2 * size) ?? (['second', 1_000] as const)
  return { count: round(ms / size), unit }
}

/** A duration in English: `24 hours`. */
export function describeDuration(ms: number, round = Math.ceil): string {
  const { count, unit } = durationOf(ms, round)
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}
