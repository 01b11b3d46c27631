import { i18n } from '@lingui/core'
import { currencies } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { formatForEditing, formatMoney, parseMoney } from './money.ts'

test.each([
  ['12', 1200],
  ['12.5', 1250],
  ['12,50', 1250],
  ['0.07', 7],
  [' 1 234,50 ', 123450],
  ["1'234.50", 123450],
  ['1.234,50', 123450],
  ['1,234.50', 123450],
  ['1.234.567,5', 123456750],
  ['1’234.50', 123450],
  ['999999999999.99', 99999999999999],
])('%j is read as %d minor units', (text, minor) => {
  expect(parseMoney(text, 'EUR')).toBe(minor)
})

test.each([
  '',
  ' ',
  'abc',
  '-1',
  '1.',
  '.5',
  '1.234',
  '1,234',
  '1.234.567',
  '12.34,50',
  '1.234,505',
  '1,234,50',
  '12.505',
  '1e3',
  '1000000000000',
])('%j is refused as ambiguous', text => {
  expect(parseMoney(text, 'EUR')).toBeUndefined()
})

test.each(['en', 'de'])('an amount formatted for editing parses to the same amount, in %s', language => {
  i18n.loadAndActivate({ locale: language, messages: {} })
  for (const currency of currencies) {
    for (const minor of [0, 7, 10, 99, 100, 12345, 1_000_000_000]) {
      expect(parseMoney(formatForEditing(minor, currency), currency)).toBe(minor)
    }
  }
})

test('[P12] amounts are written as the language has them', () => {
  i18n.loadAndActivate({ locale: 'de', messages: {} })
  expect(formatMoney(123450, 'EUR')).toBe('1.234,50\u00a0€')
  expect(formatForEditing(123450, 'EUR')).toBe('1234,50')
  i18n.loadAndActivate({ locale: 'en', messages: {} })
  expect(formatForEditing(123450, 'EUR')).toBe('1234.50')
})

test('amounts are shown exactly, where a floating number would lose the cents', () => {
  expect(formatMoney(7, 'GBP')).toBe('£0.07')
  expect(formatMoney(123450, 'EUR')).toBe('€1,234.50')
  expect(formatMoney(1_000_000_000_000_001, 'EUR')).toBe('€10,000,000,000,000.01')
  expect(formatMoney('900719925474099301', 'EUR')).toBe('€9,007,199,254,740,993.01')
})
