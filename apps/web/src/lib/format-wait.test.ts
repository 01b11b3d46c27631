import { expect, test } from 'vitest'
import { formatWait } from './format-wait.ts'

test.each([
  [1, '1 second'],
  [119, '119 seconds'],
  [121, '3 minutes'],
  [7_200, '2 hours'],
  [300_000, '4 days'],
])('[S48] a wait of %d s is shown as %j', (seconds, text) => {
  expect(formatWait(seconds)).toBe(text)
})
