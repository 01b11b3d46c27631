import { expect, test } from 'vitest'
import { pointsFor } from './abuse-score.ts'

test('[S62] what honest callers do costs nothing; what scanners do adds up', () => {
  expect([200, 201, 304, 400, 409, 500, 503].map(pointsFor)).toEqual([0, 0, 0, 0, 0, 0, 0])
  expect([404, 429, 401, 403].map(pointsFor)).toEqual([1, 1, 2, 2])
  expect(pointsFor('waf-block')).toBe(5)
  expect(pointsFor('invalid-request')).toBe(1)
  expect(pointsFor('constructor' as 'waf-block')).toBe(0)
})
