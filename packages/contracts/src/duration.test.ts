import { expect, test } from 'vitest'
import { describeDuration } from './duration.ts'

test.each([
  [1_000, '1 second'],
  [90_000, '90 seconds'],
  [3_600_000, '60 minutes'],
  [86_400_000, '24 hours'],
  [7 * 86_400_000, '7 days'],
  [2 * 3_600_000 + 1, '3 hours'],
])('%d ms is %s', (ms, text) => {
  expect(describeDuration(ms)).toBe(text)
})
