import { locale } from './locale.ts'

const plain = new Intl.NumberFormat(locale)

export function formatNumber(value: number): string {
  return plain.format(value)
}
