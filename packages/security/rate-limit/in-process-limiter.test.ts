import { describe, expect, test } from 'vitest'
import { createInProcessLimiter } from './in-process-limiter.ts'

const options = { limit: 10, windowMs: 1_000, burst: 3 }

describe('the in-process limiter', () => {
  test('allows a burst, then the rate', () => {
    let now = 0
    const limiter = createInProcessLimiter({ ...options, now: () => now })
    expect(['a', 'a', 'a', 'a'].map(limiter.take)).toEqual([true, true, true, false])
    now = 99
    expect(limiter.take('a')).toBe(false)
    now = 100
    expect([limiter.take('a'), limiter.take('a')]).toEqual([true, false])
  })

  test('admits refunded units again, and never more than a burst', () => {
    const limiter = createInProcessLimiter({ ...options, now: () => 0 })
    limiter.giveBack('nobody')
    for (let i = 0; i < 3; i += 1) limiter.take('a')
    limiter.giveBack('a')
    expect([limiter.take('a'), limiter.take('a')]).toEqual([true, false])
    for (let i = 0; i < 9; i += 1) limiter.giveBack('a')
    expect(['a', 'a', 'a', 'a'].map(limiter.take)).toEqual([true, true, true, false])
  })

  test('counts each key separately', () => {
    const limiter = createInProcessLimiter({ ...options, now: () => 0 })
    expect(['a', 'a', 'a', 'a', 'b'].map(limiter.take)).toEqual([true, true, true, false, true])
  })

  test('a refusal costs nothing: a caller that keeps trying is admitted as soon as one that waits', () => {
    let now = 0
    const limiter = createInProcessLimiter({ ...options, now: () => now })
    for (now = 0; now < 100; now += 1) limiter.take('a')
    expect(limiter.take('a')).toBe(true)
  })

  test('a flood of new keys evicts the least recent ones, and never one that is being refused', () => {
    const limiter = createInProcessLimiter({ ...options, maxKeys: 10, now: () => 0 })
    for (let i = 0; i < 4; i += 1) limiter.take('flooder')
    for (let i = 0; i < 1_000; i += 1) {
      limiter.take(`other-${i}`)
      if (i % 4 === 0) expect(limiter.take('flooder')).toBe(false)
    }
    limiter.take('other-0')
    expect([limiter.take('other-0'), limiter.take('other-0')]).toEqual([true, true])
  })

  test('invalid options are refused', () => {
    for (const wrong of [{ limit: 0 }, { windowMs: 0.5 }, { burst: -1 }, { maxKeys: Number.NaN }])
      expect(() => createInProcessLimiter({ ...options, ...wrong })).toThrow(RangeError)
  })
})
