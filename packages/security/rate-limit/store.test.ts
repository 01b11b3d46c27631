import type { Redis } from 'ioredis'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Admission,
  type AdmissionStore,
  abusePenaltyScale,
  createMemoryStore,
  createRedisStore,
  definePolicy,
  type LimitCheck,
  type LimitStatus,
  type PenaltyScale,
} from './index.ts'
import { beforeTestsStartRedis, redisMissing, withClock } from './redis-for-tests.ts'

const bucket = definePolicy({ name: 'ip', algorithm: 'token-bucket', limit: 60, windowMs: 60_000, burst: 3 })
const sliding = definePolicy({ name: 'user', algorithm: 'sliding-window', limit: 10, windowMs: 8000 })
const fixed = definePolicy({ name: 'class', algorithm: 'fixed-window', limit: 2, windowMs: 60_000 })
const quota = definePolicy({
  name: 'quota',
  algorithm: 'fixed-window',
  calendar: 'month',
  limit: 100,
  windowMs: 31 * 86_400_000,
  tightens: false,
})
const shadow = definePolicy({ name: 'trial', algorithm: 'fixed-window', limit: 1, windowMs: 60_000, mode: 'shadow' })
const MINUTE = Date.UTC(2027, 4, 14, 12)
const token = { jti: 'j1', subject: 'u1', tenantId: 't1', issuedAtMs: MINUTE - 5000, membershipVersion: 7 }

let now = MINUTE
let redis: Redis | undefined
let runs = 0
beforeTestsStartRedis(client => {
  redis = client
})

type Options = { penalty?: PenaltyScale }
const stores: [string, (options?: Options) => AdmissionStore][] = [
  ['memory', options => createMemoryStore({ ...options, now: () => now })],
  ['Redis', options => createRedisStore({ ...options, ...onRedis(), rememberBlockedMs: 0, timeoutMs: 10_000 })],
]
function onRedis() {
  runs += 1
  return { redis: withClock(redis as Redis, () => now), keyPrefix: `${runs}:` }
}

describe.each(stores)('%s store', (name, create) => {
  let store: AdmissionStore
  beforeEach(context => {
    context.skip(name === 'Redis' && redisMissing !== false, `${redisMissing}`)
    now = MINUTE
    store = create()
  })

  const ask = (...limits: LimitCheck[]) => store.admit({ limits })
  const allowed = async (check: LimitCheck, times: number) => {
    for (let i = 0; i < times; i += 1) expect(await ask(check)).toMatchObject({ ok: true })
  }

  it('[S40] [S44] a token bucket allows a burst, then one unit each time that one is back', async () => {
    const check = { policy: bucket, key: '192.0.2.1' }
    await allowed(check, 3)
    const status: LimitStatus = { ...check, remaining: 0, resetMs: 3000, retryAfterMs: 1000 }
    expect(await ask(check)).toEqual({
      ok: false,
      reason: 'limited',
      violated: [status],
      limits: [status],
      retryAfterMs: 1000,
    })
    now += 999
    expect(await ask(check)).toMatchObject({ ok: false, retryAfterMs: 1 })
    now += 1
    expect(await ask(check)).toEqual({
      ok: true,
      limits: [{ ...check, remaining: 0, resetMs: 3000, retryAfterMs: 0 }],
      shadowed: [],
    })
    expect(await ask({ ...check, key: '192.0.2.2' })).toMatchObject({ ok: true })
  })

  it('[S41] [S44] a sliding window gives a unit back when a whole window has passed, and a slice at most', async () => {
    const check = { policy: sliding, key: 'u1' } // ten in eight seconds: slices of one second
    now += 7500
    await allowed({ ...check, cost: 4 }, 1)
    now += 1000
    await allowed({ ...check, cost: 6 }, 1)
    expect(await ask(check)).toMatchObject({ ok: false, retryAfterMs: 7500, limits: [{ remaining: 0, resetMs: 8500 }] })
    expect(await ask({ ...check, cost: 5 })).toMatchObject({ ok: false, retryAfterMs: 8500 })
    now += 7500
    expect(await ask({ ...check, cost: 0 })).toMatchObject({ ok: true, limits: [{ remaining: 4, resetMs: 1000 }] })
    now += 1000
    expect(await ask({ ...check, cost: 0 })).toMatchObject({ ok: true, limits: [{ remaining: 10, resetMs: 0 }] })
  })

  it('[S49] a refund one slice later reduces the latest slices first', async () => {
    const check = { policy: sliding, key: 'u1' }
    await allowed({ ...check, cost: 4 }, 1)
    now += 1000
    await allowed({ ...check, cost: 3 }, 1)
    now += 1000
    await allowed({ ...check, cost: 2 }, 1)
    await store.refund([{ ...check, cost: 6 }])
    expect(await ask({ ...check, cost: 0 })).toMatchObject({ limits: [{ remaining: 7, resetMs: 7000 }] })
  })

  it('[S44] [S77] a fixed window starts again at its end, a quota with the month', async () => {
    const check = { policy: quota, key: 't1', cost: 100 }
    await allowed(check, 1)
    const untilJune = Date.UTC(2027, 5, 1) - MINUTE
    expect(await ask(check)).toMatchObject({ ok: false, retryAfterMs: untilJune, limits: [{ resetMs: untilJune }] })
    now += untilJune - 1
    expect(await ask(check)).toMatchObject({ ok: false, retryAfterMs: 1 })
    now += 1
    await allowed(check, 1)
    await allowed({ policy: fixed, key: 't1' }, 2)
    now += 59_999
    expect(await ask({ policy: fixed, key: 't1' })).toMatchObject({ ok: false, retryAfterMs: 1 })
  })

  it('[S101] nothing is taken unless every limit allows', async () => {
    await allowed({ policy: fixed, key: 'full' }, 2)
    const refused = await ask(
      { policy: bucket, key: 'a' },
      { policy: fixed, key: 'full' },
      { policy: sliding, key: 'a' },
    )
    expect(refused).toMatchObject({
      ok: false,
      violated: [{ policy: fixed, remaining: 0 }],
      limits: [{ remaining: 3, resetMs: 0, retryAfterMs: 0 }, { remaining: 0 }, { remaining: 10, retryAfterMs: 0 }],
    })
    expect(await ask({ policy: bucket, key: 'a', cost: 3 })).toMatchObject({ ok: true })
  })

  it('[S42] a costly endpoint costs more, and a cost above the limit is refused for the whole window', async () => {
    expect(await ask({ policy: sliding, key: 'a', cost: 9 })).toMatchObject({ ok: true, limits: [{ remaining: 1 }] })
    expect(await ask({ policy: sliding, key: 'a', cost: 2 })).toMatchObject({ ok: false })
    expect(await ask({ policy: sliding, key: 'b', cost: 11 })).toMatchObject({ ok: false, retryAfterMs: 8000 })
    expect(await ask({ policy: bucket, key: 'b', cost: 4 })).toMatchObject({ ok: false, retryAfterMs: 3000 })
  })

  it('a limit that occurs twice in one request is charged twice', async () => {
    const check = { policy: fixed, key: 'a' }
    expect(await ask(check, check)).toMatchObject({ ok: true, limits: [{ remaining: 0 }, { remaining: 0 }] })
    expect(await ask({ ...check, key: 'b' }, { ...check, key: 'b', cost: 2 })).toMatchObject({ ok: false })
    expect(await ask({ ...check, key: 'b', cost: 2 })).toMatchObject({ ok: true })
  })

  it('a limit in shadow mode reports what it would refuse, and refuses nothing', async () => {
    const check = { policy: shadow, key: 'a' }
    expect(await ask(check)).toEqual({ ok: true, limits: [], shadowed: [] })
    const status = { ...check, remaining: 0, resetMs: 60_000, retryAfterMs: 60_000 }
    expect(await ask(check)).toEqual({ ok: true, limits: [], shadowed: [status] })
  })

  it('[S49] a check costs nothing, a failed sign-in is charged afterwards, a success is refunded', async () => {
    const check = { policy: fixed, key: 'mallory@example.com' }
    expect(await ask({ ...check, cost: 0 })).toMatchObject({ ok: true, limits: [{ remaining: 2 }] })
    await store.charge([check, check, check])
    expect(await ask({ ...check, cost: 0 })).toMatchObject({ ok: false, retryAfterMs: 60_000 })
    await store.refund([check])
    expect(await ask({ ...check, cost: 0 })).toMatchObject({ ok: true, limits: [{ remaining: 1 }] })
    await store.reset([check])
    expect(await ask({ ...check, cost: 0 })).toMatchObject({ ok: true, limits: [{ remaining: 2 }] })
  })

  it('[S27] a token is refused as soon as it, its subject or its tenant is revoked', async () => {
    const admit = (facts: Partial<typeof token>): Promise<Admission> =>
      store.admit({ limits: [], token: { ...token, ...facts } })
    await store.revoke({ jti: 'j1' }, { forMs: 900_000 })
    expect(await admit({})).toEqual({ ok: false, reason: 'revoked' })
    expect(await admit({ jti: 'j2' })).toMatchObject({ ok: true })
    await store.revoke({ subject: 'u1' }, { forMs: 900_000 })
    expect(await admit({ jti: 'j2', issuedAtMs: MINUTE - 1 })).toEqual({ ok: false, reason: 'revoked' })
    expect(await admit({ jti: 'j2', issuedAtMs: MINUTE })).toMatchObject({ ok: true })
    await store.revoke({ tenantId: 't2' }, { untilMs: MINUTE + 900_000, issuedBeforeMs: MINUTE - 3000 })
    expect(await admit({ jti: 'j3', subject: 'u2', tenantId: 't2' })).toEqual({ ok: false, reason: 'revoked' })
    expect(await admit({ jti: 'j3', subject: 'u2', tenantId: 't2', issuedAtMs: MINUTE - 3000 })).toMatchObject({
      ok: true,
    })
  })

  it('[S24] [S27] an older revocation that arrives late weakens nothing', async () => {
    await store.revoke({ subject: 'u1' }, { forMs: 900_000 })
    await store.revoke({ subject: 'u1' }, { forMs: 1, issuedBeforeMs: MINUTE - 60_000 })
    now += 60_000
    expect(await store.admit({ limits: [], token })).toEqual({ ok: false, reason: 'revoked' })
  })

  it('[S21] [S27] a changed role refuses the tokens that still carry the old one', async () => {
    await store.revoke({ subject: 'u1', tenantId: 't1', belowMembershipVersion: 8 }, { forMs: 900_000 })
    expect(await store.admit({ limits: [], token })).toEqual({ ok: false, reason: 'revoked' })
    expect(await store.admit({ limits: [], token: { ...token, tenantId: 't2' } })).toMatchObject({ ok: true })
    expect(await store.admit({ limits: [], token: { ...token, membershipVersion: 8 } })).toMatchObject({ ok: true })
  })

  it('[S27] the end of a session revokes every token of it, and no other', async () => {
    await store.revoke({ sessionId: 's1' }, { forMs: 900_000 })
    for (const jti of ['j1', 'j2']) {
      expect(await store.admit({ limits: [], token: { ...token, jti, sessionId: 's1' } })).toEqual({
        ok: false,
        reason: 'revoked',
      })
    }
    expect(await store.admit({ limits: [], token: { ...token, sessionId: 's2' } })).toMatchObject({ ok: true })
    expect(await store.admit({ limits: [], token: { ...token, jti: 's1' } })).toMatchObject({ ok: true })
  })

  it('[S27] a revoked token costs no units', async () => {
    await store.revoke({ jti: 'j1' }, { forMs: 900_000 })
    const check = { policy: fixed, key: 'u1' }
    for (let i = 0; i < 3; i += 1) await store.admit({ limits: [check], token })
    expect(await ask({ ...check, cost: 0 })).toMatchObject({ limits: [{ remaining: 2 }] })
  })

  it('[S62] penalties multiply the costs of their key, and fade', async () => {
    const check = { policy: sliding, key: 'u1' }
    const request = {
      limits: [check, { policy: quota, key: 'u1' }, { policy: sliding, key: 't1' }],
      penaltyKeys: ['u1'],
    }
    await store.penalize(['u1'], 20)
    expect(await store.admit(request)).toMatchObject({
      ok: true,
      limits: [{ remaining: 1 }, { remaining: 99 }, { remaining: 9 }], // four times, a paid quota and another key once
    })
    await store.admit(request)
    expect(await store.admit(request)).toMatchObject({ ok: false, violated: [{ key: 'u1', remaining: 0 }] })
    now += 60_000 // ten points have faded
    expect(await store.admit(request)).toMatchObject({ ok: true, limits: [{ remaining: 4 }, {}, {}] })
    now += 60_000
    expect(await store.admit(request)).toMatchObject({ ok: true, limits: [{ remaining: 9 }, {}, {}] })
  })

  it('[S62] the worst penalty still lets one request through, and ends', async () => {
    await store.penalize(['a'], 1_000_000)
    const request = { limits: [{ policy: fixed, key: 'a' }], penaltyKeys: ['a'] }
    expect(await store.admit(request)).toMatchObject({ ok: true, limits: [{ remaining: 0 }] })
    expect(await store.admit(request)).toMatchObject({ ok: false })
    now += 5 * 60_000
    expect(await store.admit(request)).toMatchObject({ ok: true, limits: [{ remaining: 1 }] })
  })

  it('[S62] limits are halved at 20 points, and even the most points are gone in 5 minutes', async () => {
    store = create({ penalty: abusePenaltyScale })
    const hourly = definePolicy({ name: 'hour', algorithm: 'fixed-window', limit: 160, windowMs: 3_600_000 })
    const leftFor = async (key: string) => {
      const answer = await store.admit({ limits: [{ policy: hourly, key, cost: 0 }], penaltyKeys: [key] })
      return answer.ok ? answer.limits[0]?.remaining : answer
    }
    await store.penalize(['a'], 19)
    expect(await leftFor('a')).toBe(160)
    await store.penalize(['a'], 1)
    expect(await leftFor('a')).toBe(80)
    await store.penalize(['b'], 1_000_000)
    expect([await leftFor('b'), await leftFor('c')]).toEqual([10, 160])

    const left: unknown[] = []
    for (let minute = 1; minute <= 5; minute += 1) {
      now += 60_000
      left.push(await leftFor('b'))
    }
    // A point that has begun to fade still counts.
    expect(left).toEqual([10, 20, 40, 80, 160])
    expect(await leftFor('a')).toBe(160)
    await store.penalize(['b'], 19)
    expect(await leftFor('b')).toBe(160)
    await store.close()
  })

  it('[B7] a clock that steps back locks no caller out for longer than one window', async () => {
    await allowed({ policy: bucket, key: 'a' }, 3)
    await allowed({ policy: fixed, key: 'a' }, 2)
    now -= 3_600_000
    expect(await ask({ policy: bucket, key: 'a' })).toMatchObject({ ok: false, retryAfterMs: 1000 })
    expect(await ask({ policy: fixed, key: 'a' })).toMatchObject({ ok: true })
  })

  it('a request without limits and token costs nothing and is allowed', async () => {
    expect(await ask()).toEqual({ ok: true, limits: [], shadowed: [] })
    await store.charge([])
    await store.close()
  })
})
