import { expect, test } from 'vitest'
import { abusePenalty } from './abuse-penalties.ts'

test('[S62] the responses of honest callers add no points; those of scanners add up', () => {
  expect([200, 201, 304, 400, 409, 500, 503].map(abusePenalty)).toEqual([0, 0, 0, 0, 0, 0, 0])
  expect([404, 429, 401, 403].map(abusePenalty)).toEqual([1, 1, 2, 2])
  expect(abusePenalty('waf-block')).toBe(5)
  expect(abusePenalty('invalid-request')).toBe(1)
  expect(abusePenalty('constructor' as 'waf-block')).toBe(0)
})
