import { expect, test } from 'vitest'
import { anomalyScale, fadedScore, pointsFor, tighteningFactor } from './index.ts'

test('[S62] what honest callers do costs nothing; what scanners do adds up', () => {
  expect([200, 201, 304, 400, 409, 500, 503].map(pointsFor)).toEqual([0, 0, 0, 0, 0, 0, 0])
  expect([404, 429, 401, 403].map(pointsFor)).toEqual([1, 1, 2, 2])
  expect(pointsFor('waf-block')).toBe(5)
  expect(pointsFor('invalid-request')).toBe(1)
  expect(pointsFor('constructor' as 'waf-block')).toBe(0)
})

test('[S62] limits are halved at twenty points and again with each twenty more, but never below a sixteenth', () => {
  expect([0, 19.9, 20, 40, 60, 80, 1000].map(tighteningFactor)).toEqual([1, 1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 16])
  expect(tighteningFactor(-5)).toBe(1)
})

test('[S62] the limits relax by themselves: the worst caller is back to normal within five minutes', () => {
  const worst = fadedScore(1_000_000, 0)
  expect(tighteningFactor(worst)).toBe(1 / 16)
  expect(fadedScore(40, 60_000)).toBe(20)
  expect(fadedScore(20, 10 * 60_000)).toBe(0)
  expect(fadedScore(20, -60_000)).toBe(20)
  expect(tighteningFactor(fadedScore(worst, 5 * 60_000))).toBe(1)
  expect(anomalyScale).toEqual({ pointMs: 3000, pointsPerHalving: 20, maxHalvings: 4 })
})
