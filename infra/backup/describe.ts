const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** Such as `40 seconds` or `3 days`. */
export function describeAge(ms: number): string {
  const [unit, length] = units.find(([, length]) => ms >= 2 * length) ?? ['second', 1_000]
  const count = Math.round(ms / length)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

export const describeSize = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
