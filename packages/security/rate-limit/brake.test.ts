import { describe, expect, test } from 'vitest'
import { createBrake } from './brake.ts'

const options = { limit: 10, windowMs: 1_000, burst: 3 }

describe('the brake', () => {
  test('lets a burst through, then what the rate gives back', () => {
    let now = 0
    const brake = createBrake({ ...options, now: () => now })
    expect(['a', 'a', 'a', 'a'].map(brake.take)).toEqual([true, true, true, false])
    now = 99
    expect(brake.take('a')).toBe(false)
    now = 100
    expect([brake.take('a'), brake.take('a')]).toEqual([true, false])
  })

  test('takes again what was given back, and never more than a burst', () => {
    const brake = createBrake({ ...options, now: () => 0 })
    brake.giveBack('nobody')
    for (let i = 0; i < 3; i += 1) brake.take('a')
    brake.giveBack('a')
    expect([brake.take('a'), brake.take('a')]).toEqual([true, false])
    for (let i = 0; i < 9; i += 1) brake.giveBack('a')
    expect(['a', 'a', 'a', 'a'].map(brake.take)).toEqual([true, true, true, false])
  })

  test('counts each key by itself', () => {
    const brake = createBrake({ ...options, now: () => 0 })
    expect(['a', 'a', 'a', 'a', 'b'].map(brake.take)).toEqual([true, true, true, false, true])
  })

  test('a refusal takes nothing: who goes on is let in as soon as who waits', () => {
    let now = 0
    const brake = createBrake({ ...options, now: () => now })
    for (now = 0; now < 100; now += 1) brake.take('a')
    expect(brake.take('a')).toBe(true)
  })

  test('a flood of new keys forgets those that have not come lately, and never who is being refused', () => {
    const brake = createBrake({ ...options, maxKeys: 10, now: () => 0 })
    for (let i = 0; i < 4; i += 1) brake.take('flooder')
    for (let i = 0; i < 1_000; i += 1) {
      brake.take(`other-${i}`)
      if (i % 4 === 0) expect(brake.take('flooder')).toBe(false)
    }
    brake.take('other-0')
    expect([brake.take('other-0'), brake.take('other-0')]).toEqual([true, true])
  })

  test('options that cannot be are refused', () => {
    for (const wrong of [{ limit: 0 }, { windowMs: 0.5 }, { burst: -1 }, { maxKeys: Number.NaN }])
      expect(() => createBrake({ ...options, ...wrong })).toThrow(RangeError)
  })
})
