import { expect, it } from 'vitest'
import { createMemoryStore, definePolicy, type LimitPolicy } from './index.ts'

const valid: LimitPolicy = { name: 'ip', algorithm: 'token-bucket', limit: 10, windowMs: 1000 }

it.each<[Partial<LimitPolicy>, new (message: string) => Error, RegExp]>([
  [{ name: '' }, TypeError, /1 to 64 letters/],
  [{ name: 'a"b' }, TypeError, /1 to 64 letters/],
  [{ name: 'n'.repeat(65) }, TypeError, /1 to 64 letters/],
  [{ algorithm: 'leaky-bucket' as 'token-bucket' }, TypeError, /unknown algorithm/],
  [{ mode: 'off' as 'shadow' }, TypeError, /unknown mode/],
  [{ algorithm: 'fixed-window', burst: 5 }, TypeError, /only a token bucket has a burst/],
  [{ algorithm: 'fixed-window', calendar: 'week' as 'month' }, TypeError, /the only calendar is "month"/],
  [{ calendar: 'month' }, TypeError, /only a fixed window follows the calendar/],
  [{ limit: 0 }, RangeError, /limit must be a whole number/],
  [{ limit: 2 ** 31 }, RangeError, /limit must be a whole number/],
  [{ burst: 1.5 }, RangeError, /burst must be a whole number/],
  [{ windowMs: 0 }, RangeError, /windowMs must be a whole number/],
  [{ windowMs: 367 * 86_400_000 }, RangeError, /windowMs must be a whole number/],
  [{ limit: 1_000_001 }, RangeError, /at most one unit a microsecond/],
  [{ limit: 1, windowMs: 366 * 86_400_000, burst: 1_000_000 }, RangeError, /140 years/],
  [{ algorithm: 'sliding-window', limit: 65_536 }, RangeError, /counts to 65535/],
  [{ whenUnavailable: { localShare: 0 } }, RangeError, /localShare/],
  [{ whenUnavailable: { localShare: 1.1 } }, RangeError, /localShare/],
  [{ whenUnavailable: 'allow' as 'refuse' }, RangeError, /localShare/],
])('%j stops the start', (change, error, message) => {
  const define = () => definePolicy({ ...valid, ...change })
  expect(define).toThrow(error)
  expect(define).toThrow(message)
})

it('a defined policy can no longer be changed', () => {
  const policy = definePolicy({ ...valid })
  expect(() => {
    policy.limit = 1_000_000
  }).toThrow(TypeError)
})

it('a policy that was never defined is checked when it is first used', async () => {
  const store = createMemoryStore()
  await expect(store.admit({ limits: [{ policy: { ...valid, limit: -1 }, key: 'a' }] })).rejects.toThrow(RangeError)
  expect(await store.admit({ limits: [{ policy: { ...valid }, key: 'a' }] })).toMatchObject({ ok: true })
})
