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
  expect(blocked.find('a', 1)).toEqual({ ...status, resetMs: 4400, retryAfterMs: 4400 })
  vi.advanceTimersByTime(400)
  expect(blocked.find('a', 1)).toBeUndefined()
  expect(blocked.find('b', 1)).toBeUndefined()
})

it('[S48] a refusal is never remembered beyond its own time, counted from before the call', () => {
  const blocked = createBlocked(10, 1000)
  const sentMs = performance.now()
  vi.advanceTimersByTime(50)
  blocked.remember('a', 1, { ...status, retryAfterMs: 200 }, sentMs)
  vi.advanceTimersByTime(149)
  expect(blocked.find('a', 1)).toMatchObject({ retryAfterMs: 1 })
  vi.advanceTimersByTime(1)
  expect(blocked.find('a', 1)).toBeUndefined()
})

it('a smaller cost is not refused for a larger one; looking counts as one unit', () => {
  const blocked = createBlocked(10, 1000)
  blocked.remember('a', 3, status, performance.now())
  expect(blocked.find('a', 2)).toBeUndefined()
  expect(blocked.find('a', 3)).toBeDefined()
  blocked.remember('b', 1, status, performance.now())
  expect(blocked.find('b', 0)).toBeDefined()
})

it('a flood of blocked callers pushes out those that did not come lately, and nothing else', () => {
  const blocked = createBlocked(2, 1000)
  for (const name of ['a', 'b', 'c']) blocked.remember(name, 1, status, performance.now())
  expect(blocked.find('a', 1)).toBeUndefined()
  expect(blocked.find('b', 1)).toBeDefined()
  blocked.forget('b')
  expect(blocked.find('b', 1)).toBeUndefined()
})

it('with longestMs 0 nothing is remembered', () => {
  const blocked = createBlocked(2, 0)
  blocked.remember('a', 1, status, performance.now())
  expect(blocked.find('a', 1)).toBeUndefined()
})
