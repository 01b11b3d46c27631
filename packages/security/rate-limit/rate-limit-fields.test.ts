import { expect, it } from 'vitest'
import { definePolicy, rateLimitFields, retryAfterSeconds } from './index.ts'

const ip = definePolicy({ name: 'ip', algorithm: 'token-bucket', limit: 100, windowMs: 60_000 })
const burst = definePolicy({ name: 'burst', algorithm: 'sliding-window', limit: 5, windowMs: 1500 })

it('[B8] the fields carry each policy and its remainder, in whole seconds rounded up', () => {
  const limits = [
    { policy: ip, key: 'a', remaining: 42, resetMs: 34_001, retryAfterMs: 0 },
    { policy: burst, key: 'a', remaining: 3, resetMs: 900, retryAfterMs: 0 },
  ]
  expect(rateLimitFields(limits)).toEqual({
    RateLimit: '"ip";r=42;t=35, "burst";r=3;t=1',
    // A window that is not whole seconds cannot be expressed (draft 11, section 3.1.3), so it is left out.
    'RateLimit-Policy': '"ip";q=100;w=60, "burst";q=5',
  })
})

it('[B8] [S48] Retry-After never names an earlier instant than the fields of the violated limits', () => {
  const violated = [{ policy: ip, key: 'a', remaining: 0, resetMs: 60_000, retryAfterMs: 601 }]
  expect(rateLimitFields(violated).RateLimit).toBe('"ip";r=0;t=1')
  expect(retryAfterSeconds(601)).toBe(1)
})

it.each([
  [0, 1],
  [1, 1],
  [1000, 1],
  [1001, 2],
])('[S48] %d ms are %d s for Retry-After', (ms, seconds) => {
  expect(retryAfterSeconds(ms)).toBe(seconds)
})
