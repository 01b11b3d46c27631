import { currencies } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { formatMoney, parseMoney, toMajor } from './money.ts'

test.each([
  ['12', 1200],
  ['12.5', 1250],
  ['12,50', 1250],
  ['0.07', 7],
  [' 1 234,50 ', 123450],
  ["1'234.50", 123450],
  ['1’234.50', 123450],
  ['999999999999.99', 99999999999999],
])('%j is read as %d minor units', (text, minor) => {
  expect(parseMoney(text, 'EUR')).toBe(minor)
})

test.each(['', ' ', 'abc', '-1', '1.', '.5', '1.234', '1,234', '1.234,50', '12.505', '1e3', '1000000000000'])(
  '%j is refused rather than guessed',
  text => {
    expect(parseMoney(text, 'EUR')).toBeUndefined()
  },
)

test('an amount formatted for editing parses to the same amount', () => {
  for (const currency of currencies) {
    for (const minor of [0, 7, 10, 99, 100, 12345, 1_000_000_000]) {
      expect(parseMoney(toMajor(minor, currency), currency)).toBe(minor)
    }
  }
})

test('amounts are shown exactly, where a floating number would lose the cents', () => {
  expect(formatMoney(7, 'GBP')).toBe('£0.07')
  expect(formatMoney(123450, 'EUR')).toBe('€1,234.50')
  expect(formatMoney(1_000_000_000_000_001, 'EUR')).toBe('€10,000,000,000,000.01')
  expect(formatMoney('900719925474099301', 'EUR')).toBe('€9,007,199,254,740,993.01')
})
