import fc from 'fast-check'
import type { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import {
  type AdmissionStore,
  createMemoryStore,
  createRedisStore,
  definePolicy,
  type LimitPolicy,
  rateLimitFields,
  retryAfterSeconds,
} from './index.ts'
import { beforeTestsStartRedis, redisMissing } from './redis-for-tests.ts'

const policy = definePolicy({ name: 'user', algorithm: 'sliding-window', limit: 5, windowMs: 600_000 })
const bucket = definePolicy({ name: 'ip', algorithm: 'token-bucket', limit: 5, windowMs: 600_000 })

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map(units => String.fromCharCode(...units)),
  fc.constantFrom('', '\0', '{x}', '\r\n*1\r\n', '"],[', '__proto__', 'constructor', 'k'.repeat(300), '\ud800', '{0}t'),
)
const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(Number.NaN, -1, 0.5, -0, 1e308, 2 ** 31, 2 ** 31 - 1, 2 ** 53, Number.POSITIVE_INFINITY),
)
const anyCost = fc.oneof(fc.nat(6), anyNumber, anyText as fc.Arbitrary<unknown> as fc.Arbitrary<number>)
const anyCheck = fc.record(
  { policy: fc.constantFrom(policy, bucket), key: anyText, cost: anyCost },
  { requiredKeys: ['policy', 'key'] },
)
const anyToken = fc.record(
  {
    jti: anyText,
    subject: anyText,
    tenantId: anyText,
    issuedAtMs: anyNumber,
    sessionId: anyText,
    membershipVersion: anyNumber,
  },
  { requiredKeys: ['jti', 'subject', 'tenantId', 'issuedAtMs'] },
)
const seldom = <T>(usual: fc.Arbitrary<T>, hostile: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: hostile as fc.Arbitrary<T> })
const anyPolicy: fc.Arbitrary<LimitPolicy> = fc
  .tuple(
    seldom(fc.constantFrom('a', 'sign-in.ip_1'), anyText),
    seldom(fc.constantFrom('token-bucket', 'sliding-window', 'fixed-window'), fc.constant('leaky-bucket')),
    seldom(fc.oneof(fc.nat(70_000), fc.nat()), anyNumber),
    seldom(fc.oneof(fc.nat(90_000), fc.nat()), anyNumber),
    fc.record(
      {
        burst: seldom(fc.nat(), anyNumber),
        calendar: seldom(fc.constant('month'), fc.constant('year')),
        mode: seldom(fc.constantFrom('enforce', 'shadow'), fc.constant('off')),
        whenUnavailable: fc.record({ localShare: seldom(fc.constantFrom(0.5, 1), anyNumber) }),
      },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  )
  .map(([name, algorithm, limit, windowMs, more, plain]) => {
    return { name, algorithm, limit, windowMs, ...(plain ? {} : more) } as LimitPolicy
  })

/** The documented ways to fail. Everything else fails the test. */
const refusedAs = (error: unknown): string => {
  if (error instanceof RangeError || error instanceof TypeError) return error.name
  throw error
}

describe('hostile input', () => {
  let redis: Redis | undefined
  beforeTestsStartRedis(client => {
    redis = client
  })

  it.each([
    ['memory', () => createMemoryStore({ maxKeys: 50 })],
    ['Redis', () => createRedisStore({ redis: redis as Redis, timeoutMs: 10_000 })],
  ])('any key, cost and token is decided by the %s store, or rejected as documented', async (name, create) => {
    if (name === 'Redis' && redisMissing) return
    const store: AdmissionStore = create()
    const checks = fc.array(anyCheck, { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(checks, anyToken, fc.array(anyText), anyNumber, async (limits, token, penaltyKeys, number) => {
        const answers = await Promise.all([
          store.admit({ limits, penaltyKeys }).catch(refusedAs),
          store.admit({ limits, token }).catch(refusedAs),
          store.charge(limits).catch(refusedAs),
          store.refund(limits).catch(refusedAs),
          store.penalize(penaltyKeys, number).catch(refusedAs),
          store.revoke({ jti: token.jti }, { forMs: number }).catch(refusedAs),
          store
            .revoke({ subject: token.subject }, { untilMs: number, issuedBeforeMs: token.issuedAtMs })
            .catch(refusedAs),
          store.revoke({ ...token, belowMembershipVersion: number }, { forMs: 1000 }).catch(refusedAs),
          store.reset(limits).catch(refusedAs),
        ])
        for (const answer of answers) {
          if (typeof answer === 'object') expect(answer).not.toMatchObject({ reason: 'unavailable' })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('a policy either works in both stores, or stops the start as documented', async () => {
    const stores = [createMemoryStore(), ...(redis ? [createRedisStore({ redis, timeoutMs: 10_000 })] : [])]
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(anyPolicy, fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (candidate, cost) => {
        let made: LimitPolicy
        try {
          made = definePolicy(candidate)
        } catch (error) {
          expect(['RangeError', 'TypeError']).toContain(refusedAs(error))
          return
        }
        accepted += 1
        for (const store of stores) {
          await store.charge([{ policy: made, key: 'a' }])
          const admission = await store.admit({ limits: [{ policy: made, key: 'a', cost }] })
          if (!('limits' in admission)) throw new Error('expected a decision')
          for (const { remaining, resetMs, retryAfterMs } of admission.limits) {
            for (const number of [remaining, resetMs, retryAfterMs]) expect(Number.isSafeInteger(number)).toBe(true)
            expect(Math.min(remaining, resetMs, retryAfterMs)).toBeGreaterThanOrEqual(0)
          }
          // A list of Structured Fields items with integer parameters of at most 15 digits (RFC 9651, section 3).
          const items = /^("[\w.-]+"(;[a-z]=\d{1,15})+(, )?)*$/
          const fields = rateLimitFields(admission.limits)
          expect(fields.RateLimit).toMatch(items)
          expect(fields['RateLimit-Policy']).toMatch(items)
        }
      }),
      { numRuns: 1000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it('options of the wrong type throw a TypeError', async () => {
    const store = createMemoryStore()
    const nothing = null as never
    expect(() => definePolicy(nothing)).toThrow(TypeError)
    await expect(store.admit(nothing)).rejects.toThrow(TypeError)
    await expect(store.admit({ limits: [{ policy, key: 5 as never }] })).rejects.toThrow(TypeError)
    await expect(store.revoke({} as never, { forMs: 1 })).rejects.toThrow(TypeError)
  })

  it('Retry-After is a whole number of seconds for any input', () => {
    fc.assert(
      fc.property(anyNumber, ms => {
        expect(`${retryAfterSeconds(ms)}`).toMatch(/^[1-9]\d{0,9}$/)
      }),
    )
  })

  it('a flood of keys stays within maxKeys, and evicts neither a revocation nor a caller that is being refused', async () => {
    const store = createMemoryStore({ maxKeys: 10 })
    await store.revoke({ jti: 'j' }, { forMs: 60_000 })
    await store.charge([{ policy, key: 'first', cost: 5 }])
    for (let i = 0; i < 100; i += 1) {
      await store.charge([{ policy, key: `other ${i}`, cost: 5 }])
      if (i % 4 === 0) expect(await store.admit({ limits: [{ policy, key: 'first' }] })).toMatchObject({ ok: false })
    }
    for (let i = 0; i < 10; i += 1) await store.charge([{ policy, key: `last ${i}`, cost: 5 }])
    expect(await store.admit({ limits: [{ policy, key: 'first' }] })).toMatchObject({ ok: true })
    for (let i = 0; i < 9; i += 1) await store.revoke({ jti: `${i}` }, { forMs: 60_000 })
    await expect(store.revoke({ jti: 'too many' }, { forMs: 60_000 })).rejects.toThrow(RangeError)
    const token = { jti: 'j', subject: 'u', tenantId: 't', issuedAtMs: 0 }
    expect(await store.admit({ limits: [], token })).toEqual({ ok: false, reason: 'revoked' })
  })

  it('a full list of revocations makes room as its entries expire', async () => {
    let now = 1_000_000
    const store = createMemoryStore({ maxKeys: 2, now: () => now })
    await store.revoke({ jti: 'a' }, { forMs: 1000 })
    await store.revoke({ jti: 'b' }, { forMs: 60_000 })
    now += 5000
    await store.revoke({ jti: 'c' }, { forMs: 60_000 })
    await store.revoke({ jti: 'past' }, { untilMs: now - 5000 })
    expect(() => createMemoryStore({ maxKeys: 0 })).toThrow(RangeError)
  })
})
