import { i18n } from '@lingui/core'
import { expect, test } from 'vitest'
import { formatSize } from './numbers.ts'

test.each([
  ['en', 1, '1 kB'],
  ['en', 262_144, '256 kB'],
  ['en', 10_485_760, '10 MB'],
  ['en', 1_600_000, '1.5 MB'],
  ['de', 1_600_000, '1,5 MB'],
])('[P12] in %s a file of %d bytes has %j', (locale, bytes, text) => {
  i18n.loadAndActivate({ locale, messages: {} })
  expect(formatSize(bytes).replace(/\s/g, ' ')).toBe(text)
})
