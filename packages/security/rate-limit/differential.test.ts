import fc from 'fast-check'
import type { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import {
  type AdmissionStore,
  createMemoryStore,
  createRedisStore,
  definePolicy,
  type LimitCheck,
  type LimitPolicy,
  type Revocation,
} from './index.ts'
import { beforeTestsStartRedis, redisMissing, withClock } from './redis-for-tests.ts'

const DAY = 86_400_000
const policies: LimitPolicy[] = [
  { name: 'bucket', algorithm: 'token-bucket', limit: 7, windowMs: 1000 },
  { name: 'burst', algorithm: 'token-bucket', limit: 60, windowMs: 60_000, burst: 3 },
  { name: 'fast', algorithm: 'token-bucket', limit: 333_333, windowMs: 1000, burst: 20 },
  { name: 'sliding', algorithm: 'sliding-window', limit: 10, windowMs: 10_000 },
  { name: 'odd', algorithm: 'sliding-window', limit: 13, windowMs: 7_777 },
  { name: 'wide', algorithm: 'sliding-window', limit: 300, windowMs: 9000 },
  { name: 'fixed', algorithm: 'fixed-window', limit: 5, windowMs: 60_000 },
  { name: 'month', algorithm: 'fixed-window', calendar: 'month', limit: 40, windowMs: 31 * DAY, tightens: false },
  { name: 'shadow', algorithm: 'sliding-window', limit: 2, windowMs: 5_000, mode: 'shadow' },
]
policies.forEach(definePolicy)

const START = Date.UTC(2028, 1, 27)
const id = fc.constantFrom('a', 'b')
const limit = fc.record({
  policy: fc.constantFrom(...policies),
  key: id,
  cost: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(1, 1, 1, 0, 2) }, fc.nat(45), fc.nat(310)),
})
const limits = fc.array(limit, { maxLength: 5 })
const token = fc.record({
  jti: id,
  subject: id,
  tenantId: id,
  issuedAtMs: fc.integer({ min: START - 5000, max: START + 60_000 }),
  sessionId: id,
  membershipVersion: fc.nat(3),
})
const revocation: fc.Arbitrary<Revocation> = fc.oneof(
  fc.record({ jti: id }),
  fc.record({ sessionId: id }),
  fc.record({ subject: id }),
  fc.record({ tenantId: id }),
  fc.record({ subject: id, tenantId: id, belowMembershipVersion: fc.nat(4) }),
)
type Step = (store: AdmissionStore) => Promise<unknown>
const records = (run: (store: AdmissionStore, checks: LimitCheck[]) => Promise<void>) =>
  limits.map(
    (checks): Step =>
      store =>
        run(store, checks),
  )
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .record({ limits, token, penaltyKeys: fc.array(id, { maxLength: 2 }) }, { requiredKeys: ['limits'] })
      .map(
        (request): Step =>
          store =>
            store.admit(request),
      ),
  },
  records((store, checks) => store.charge(checks)),
  records((store, checks) => store.refund(checks)),
  records((store, checks) => store.reset(checks)),
  fc.tuple(fc.array(id, { maxLength: 2 }), fc.integer({ min: 1, max: 30 })).map(
    ([keys, points]): Step =>
      store =>
        store.penalize(keys, points),
  ),
  // Redis forgets by real time, which stands nearly still here: entries outlive the test in both stores.
  fc.tuple(revocation, fc.integer({ min: START - 5000, max: START + 60_000 }), fc.boolean()).map(
    ([what, issuedBeforeMs, given]): Step =>
      store =>
        store.revoke(what, { forMs: 3000 * DAY, ...(given ? { issuedBeforeMs } : {}) }),
  ),
)
const pause = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.double({ min: 0, max: 3000, noNaN: true }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 12_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 120_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-7000, -1, DAY, 31 * DAY) },
)
const traffic = fc.array(fc.record({ pause, steps: fc.array(step, { minLength: 1, maxLength: 6 }) }), { maxLength: 25 })

describe.skipIf(redisMissing)(`memory and Redis ${redisMissing || ''}`, () => {
  let redis: Redis
  beforeTestsStartRedis(client => {
    redis = client
  })

  it('[S46] [S47] [S101] both stores make the same decisions, to the millisecond, for any traffic', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(traffic, async rounds => {
        let now = START
        run += 1
        const shared = createRedisStore({
          redis: withClock(redis, () => now),
          keyPrefix: `${run}:`,
          rememberBlockedMs: 0,
          timeoutMs: 10_000,
        })
        const local = createMemoryStore({ now: () => now })
        for (const { pause, steps } of rounds) {
          now += pause
          // Together: the Redis store gathers these into one script call, which must keep their order.
          const decided = await Promise.all(steps.map(run => run(shared)))
          const expected = await Promise.all(steps.map(run => run(local)))
          expect(decided).toEqual(expected)
        }
      }),
      { numRuns: 500 },
    )
  }, 60_000)

  it('[S44] both stores know when a calendar month ends, leap years and 2100 included', async () => {
    const policy = definePolicy({
      name: 'month',
      algorithm: 'fixed-window',
      calendar: 'month',
      limit: 9,
      windowMs: DAY,
    })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: Date.UTC(2199, 11, 31) }), fc.uuid(), async (now, key) => {
        const shared = createRedisStore({ redis: withClock(redis, () => now), timeoutMs: 10_000 })
        const admission = await shared.admit({ limits: [{ policy, key }] })
        const date = new Date(now)
        const resetMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - now
        expect(admission).toEqual({
          ok: true,
          limits: [{ policy, key, remaining: 8, resetMs, retryAfterMs: 0 }],
          shadowed: [],
        })
      }),
      {
        numRuns: 500,
        examples: [
          [Date.UTC(2100, 1, 28), 'a'],
          [Date.UTC(2096, 1, 29), 'b'],
          [0, 'c'],
        ],
      },
    )
  })
})
