import { oncePerLocale } from './locale.ts'

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

const inUnit = oncePerLocale(
  (locale, unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
)

/** How long to wait, in one unit and rounded up: `40 seconds`, `3 minutes`, `12 days`. */
export function formatWait(seconds: number): string {
  const [unit, size] = units.find(([, size]) => seconds >= 2 * size) ?? (['second', 1] as const)
  return inUnit(unit).format(Math.ceil(seconds / size))
}
