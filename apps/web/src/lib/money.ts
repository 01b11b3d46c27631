import type { currencies } from '@palisade/contracts'
import { oncePerLocale } from './locale.ts'

export type Currency = (typeof currencies)[number]

const plain = oncePerLocale((locale, currency) => new Intl.NumberFormat(locale, { style: 'currency', currency }))

const short = oncePerLocale((locale, currency) => {
  const options = { style: 'currency', currency, notation: 'compact', currencyDisplay: 'narrowSymbol' } as const
  return new Intl.NumberFormat(locale, options)
})

/** Twelve digits stay exact as minor units. */
const majorDigits = 12

/** @param minor as digits where it may be larger than a number holds exactly */
export function formatMoney(minor: number | string, currency: Currency): string {
  return plain(currency).format(toMajor(minor, currency))
}

/** In few characters, for the axis of a chart: `€1.2K`. */
export function formatShortMoney(minor: number, currency: Currency): string {
  return short(currency).format(toMajor(minor, currency))
}

/** The amount as a field for editing shows it, with the decimal sign of the language: `1234.50`, `1234,50`. */
export function formatForEditing(minor: number, currency: Currency): string {
  return toMajor(minor, currency).replace('.', decimalSign())
}

/** A price such as 12.50 in the language, to show how one is written. */
export function examplePrice(): string {
  return `12${decimalSign()}50`
}

function toMajor(minor: number | string, currency: Currency): `${number}` {
  const places = minorPlaces(currency)
  if (places === 0) return `${minor}` as `${number}`
  const digits = String(minor).padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}` as `${number}`
}

/**
 * The minor units that a person wrote as `1234.5`, `1 234,50`, `1'234.50`, `1.234,50` or `1,234.50`; `undefined` where it is
 * no amount. The language does not matter, so nothing that is pasted or restored is misread: one sign is the decimal sign,
 * of two kinds the last one. `1,234` and `1.234` are refused: a thousand to one reader, little more than one to another.
 */
export function parseMoney(text: string, currency: Currency): number | undefined {
  const places = minorPlaces(currency)
  const match = withoutGroups(text.replace(/[\s'’]/g, '')).match(/^(\d+)(?:[.,](\d+))?$/)
  const [, major = '', fraction = ''] = match ?? []
  if (!match || major.length > majorDigits || fraction.length > places) return undefined
  return Number(major + fraction.padEnd(places, '0'))
}

function minorPlaces(currency: Currency): number {
  return plain(currency).resolvedOptions().maximumFractionDigits ?? 2
}

/** Groups of three digits are certain only where a decimal sign of the other kind follows. */
function withoutGroups(text: string): string {
  if (/^\d{1,3}(?:\.\d{3})+,\d+$/.test(text)) return text.replaceAll('.', '')
  return /^\d{1,3}(?:,\d{3})+\.\d+$/.test(text) ? text.replaceAll(',', '') : text
}

function decimalSign(): string {
  return (
    plain('EUR')
      .formatToParts(0.5)
      .find(({ type }) => type === 'decimal')?.value ?? '.'
  )
}
