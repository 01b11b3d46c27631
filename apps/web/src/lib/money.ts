import type { currencies } from '@palisade/contracts'
import { locale } from './locale.ts'

export type Currency = (typeof currencies)[number]

/** Twelve digits stay exact as minor units. */
const majorDigits = 12

/** @param minor as digits where it may be larger than a number holds exactly */
export function formatMoney(minor: number | string, currency: Currency): string {
  return formatter(currency).format(toMajor(minor, currency))
}

/** The amount as a field for editing shows it: `1234.50`. */
export function toMajor(minor: number | string, currency: Currency): `${number}` {
  const places = minorPlaces(currency)
  if (places === 0) return `${minor}` as `${number}`
  const digits = String(minor).padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}` as `${number}`
}

/**
 * The minor units that a person wrote as `1234.5`, `1 234,50` or `1'234.50`; `undefined` where it is no amount.
 * `1,234` is refused: it is a thousand to one reader and little more than one to another.
 */
export function parseMoney(text: string, currency: Currency): number | undefined {
  const places = minorPlaces(currency)
  const match = text.replace(/[\s'’]/g, '').match(/^(\d+)(?:[.,](\d+))?$/)
  const [, major = '', fraction = ''] = match ?? []
  if (!match || major.length > majorDigits || fraction.length > places) return undefined
  return Number(major + fraction.padEnd(places, '0'))
}

function formatter(currency: Currency) {
  return new Intl.NumberFormat(locale, { style: 'currency', currency })
}

function minorPlaces(currency: Currency): number {
  return formatter(currency).resolvedOptions().maximumFractionDigits ?? 2
}
