import { expect, test } from 'vitest'
import { isDay, startOfDay } from './dates.ts'

test.each([
  ['2026-02-28', 0, new Date(2026, 1, 28)],
  ['2026-02-28', 1, new Date(2026, 2, 1)],
])('%s and %d days later begins at midnight where the reader is', (date, later, expected) => {
  expect(startOfDay(date, later)).toBe(expected.toISOString())
})

test('a year of two digits is that year, and not one of the last century', () => {
  expect(startOfDay('0026-01-01')).toMatch(/^002[56]-/)
})

test.each([
  ['2026-02-28', true],
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-02-31', false],
  ['2026-13-01', false],
  ['0026-01-01', false],
  ['2026-1-1', false],
  [20260131, false],
])('whether %j is a day of the calendar: %j', (value, expected) => {
  expect(isDay(value)).toBe(expected)
})
