import { oncePerLocale } from './locale.ts'

const plain = oncePerLocale(locale => new Intl.NumberFormat(locale))

const short = oncePerLocale(locale => new Intl.NumberFormat(locale, { notation: 'compact' }))

export function formatNumber(value: number): string {
  return plain().format(value)
}

const sizes = (unit: 'kilobyte' | 'megabyte', maximumFractionDigits: number) =>
  oncePerLocale(locale => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits }))

const kilobytes = sizes('kilobyte', 0)
const megabytes = sizes('megabyte', 1)

/** The size of a file, in kilobytes or megabytes of 1,024 each: `256 kB`, `10 MB`. */
export function formatSize(bytes: number): string {
  const count = Math.ceil(bytes / 1024)
  return count < 1024 ? kilobytes().format(count) : megabytes().format(count / 1024)
}

/** In few characters, for the axis of a chart: `1.2K`. */
export function formatShortNumber(value: number): string {
  return short().format(value)
}
