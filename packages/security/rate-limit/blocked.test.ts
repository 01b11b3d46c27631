import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createBlocked } from './blocked.ts'
import { definePolicy } from './index.ts'

const policy = definePolicy({ name: 'ip', algorithm: 'fixed-window', limit: 5, windowMs: 60_000 })
const status = { policy, key: 'a', remaining: 0, resetMs: 5000, retryAfterMs: 5000 }

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

it('[S48] a refusal is repeated with the time that is left, and forgotten after longestMs', () => {
  const blocked = createBlocked(10, 1000)
  blocked.remember('a', 1, status, performance.now())
  vi.advanceTimersByTime(600)
  expect(blocked.find('a', 1, policy)).toEqual({ ...status, resetMs: 4400, retryAfterMs: 4400 })
  vi.advanceTimersByTime(400)
  expect(blocked.find('a', 1, policy)).toBeUndefined()
  expect(blocked.find('b', 1, policy)).toBeUndefined()
})

it('[S48] a refusal is never remembered beyond its own time, counted from before the call', () => {
  const blocked = createBlocked(10, 1000)
  const sentMs = performance.now()
  vi.advanceTimersByTime(50)
  blocked.remember('a', 1, { ...status, retryAfterMs: 200 }, sentMs)
  vi.advanceTimersByTime(149)
  expect(blocked.find('a', 1, policy)).toMatchObject({ retryAfterMs: 1 })
  vi.advanceTimersByTime(1)
  expect(blocked.find('a', 1, policy)).toBeUndefined()
})

it('a refusal applies only to the same or a larger cost; a check without cost counts as one unit', () => {
  const blocked = createBlocked(10, 1000)
  blocked.remember('a', 3, status, performance.now())
  expect(blocked.find('a', 2, policy)).toBeUndefined()
  expect(blocked.find('a', 3, policy)).toBeDefined()
  blocked.remember('b', 1, status, performance.now())
  expect(blocked.find('b', 0, policy)).toBeDefined()
})

it('a flood of blocked callers evicts only those that did not call lately', () => {
  const blocked = createBlocked(2, 1000)
  for (const name of ['a', 'b', 'c']) blocked.remember(name, 1, status, performance.now())
  expect(blocked.find('a', 1, policy)).toBeUndefined()
  expect(blocked.find('b', 1, policy)).toBeDefined()
  blocked.forget('b')
  expect(blocked.find('b', 1, policy)).toBeUndefined()
})

it('with longestMs 0 nothing is remembered', () => {
  const blocked = createBlocked(2, 0)
  blocked.remember('a', 1, status, performance.now())
  expect(blocked.find('a', 1, policy)).toBeUndefined()
})

it('[S77] a refusal applies to the limit that refused: a larger plan is checked at once', () => {
  const blocked = createBlocked(2, 1000)
  blocked.remember('a', 1, status, performance.now())
  expect(blocked.find('a', 1, definePolicy({ ...policy, limit: 50 }))).toBeUndefined()
  expect(blocked.find('a', 1, { ...policy })).toBeDefined()
})
