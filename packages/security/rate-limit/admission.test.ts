import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type Admission,
  type AdmissionEvent,
  type AdmissionStore,
  createAdmission,
  createMemoryStore,
  createRedisStore,
  definePolicy,
  StoreUnavailableError,
} from './index.ts'
import { type RedisServer, redisMissing, startRedis } from './redis-for-tests.ts'

const closed = definePolicy({ name: 'sign-in', algorithm: 'fixed-window', limit: 10, windowMs: 60_000 })
const shared = definePolicy({
  name: 'user',
  algorithm: 'fixed-window',
  limit: 10,
  windowMs: 60_000,
  whenUnavailable: { localShare: 0.2 },
})
const burst = definePolicy({ ...shared, name: 'ip', algorithm: 'token-bucket', limit: 100, burst: 30 })
const shadow = definePolicy({ ...closed, name: 'trial', mode: 'shadow', limit: 1 })
/** It stands still, so that no minute ends during a test. */
const now = () => Date.UTC(2027, 4, 14, 12)
const token = { jti: 'j1', subject: 'u1', tenantId: 't1', issuedAtMs: now() - 1000 }

/** A memory store that can be taken away. */
function createFailingStore() {
  const store = createMemoryStore({ now })
  const control = { away: false, asked: 0 }
  const guard =
    <Args extends unknown[]>(call: (...args: Args) => Promise<void>) =>
    async (...args: Args) => {
      control.asked += 1
      if (control.away) throw new StoreUnavailableError('away')
      await call(...args)
    }
  const failing: AdmissionStore = {
    async admit(request): Promise<Admission> {
      control.asked += 1
      if (control.away) return { ok: false, reason: 'unavailable', cause: new StoreUnavailableError('away') }
      return store.admit(request)
    },
    charge: guard(store.charge),
    refund: guard(store.refund),
    reset: guard(store.reset),
    penalize: guard(store.penalize),
    revoke: guard(store.revoke),
    close: store.close,
  }
  return { failing, control }
}

function setUp(options: Partial<Parameters<typeof createAdmission>[0]> = {}) {
  const { failing, control } = createFailingStore()
  const events: AdmissionEvent[] = []
  const breaker = { failures: 3, openMs: 40 }
  const fallback = createMemoryStore({ now })
  const onEvent = (event: AdmissionEvent) => void events.push(event)
  const admission = createAdmission({ store: failing, fallback, breaker, onEvent, ...options })
  const states = () => events.flatMap(event => (event.type === 'breaker' ? [event.state] : []))
  return { admission, control, events, states }
}

describe('while the store is away', () => {
  it('[B7] a limit with “refuse” refuses, one with a local share is counted in this process at that share', async () => {
    const { admission, control } = setUp()
    control.away = true
    expect(await admission.admit({ limits: [{ policy: closed, key: 'a' }] })).toMatchObject({
      ok: false,
      reason: 'unavailable',
      cause: expect.any(StoreUnavailableError),
    })
    const request = {
      limits: [
        { policy: shared, key: 'a' },
        { policy: burst, key: 'a' },
      ],
    }
    expect(await admission.admit(request)).toMatchObject({
      ok: true,
      limits: [
        { policy: { name: 'user', limit: 2 }, remaining: 1 },
        { policy: { limit: 20, burst: 6 }, remaining: 5 },
      ],
    })
    expect(await admission.admit(request)).toMatchObject({ ok: true })
    expect(await admission.admit(request)).toMatchObject({ ok: false, reason: 'limited', violated: [{ key: 'a' }] })
    expect(await admission.admit({ limits: [...request.limits, { policy: closed, key: 'a' }] })).toMatchObject({
      reason: 'unavailable',
    })
  })

  it('[B7] a costly endpoint stays reachable: its cost is at most the whole local share', async () => {
    const { admission, control } = setUp()
    control.away = true
    const limits = [{ policy: shared, key: 'a', cost: 10 }]
    expect(await admission.admit({ limits })).toMatchObject({ ok: true, limits: [{ remaining: 0 }] })
  })

  it('[B7] a shadow limit refuses nothing', async () => {
    const { admission, control } = setUp()
    control.away = true
    expect(await admission.admit({ limits: [{ policy: shadow, key: 'a' }] })).toEqual({
      ok: true,
      limits: [],
      shadowed: [],
    })
  })

  it('[B7] the breaker opens after failures in a row, and then does not call the store', async () => {
    const { admission, control, states, events } = setUp({ breaker: { failures: 3, openMs: 600_000 } })
    const request = { limits: [{ policy: closed, key: 'a' }] }
    await admission.admit(request)
    control.away = true
    for (let i = 0; i < 10; i += 1) await admission.admit(request)
    expect(control.asked).toBe(4)
    expect(states()).toEqual(['open'])
    expect(events.filter(({ type }) => type === 'store-failed')).toHaveLength(3)
    expect(events.at(-1)).toEqual({ type: 'local', outcome: 'unavailable' })
  })

  it('[B7] the admissions of one failed call count as one failure', async () => {
    const cause = new StoreUnavailableError('one call')
    const store = {
      ...createMemoryStore(),
      admit: async (): Promise<Admission> => ({ ok: false, reason: 'unavailable', cause }),
    }
    const { admission, states } = setUp({ store })
    await Promise.all(Array.from({ length: 20 }, () => admission.admit({ limits: [] })))
    expect(states()).toEqual([])
  })

  it('[B7] it recovers with one probe, then with twice as many calls after each success', async () => {
    const { admission, control, states } = setUp()
    const request = { limits: [{ policy: shared, key: 'a' }] }
    control.away = true
    for (let i = 0; i < 3; i += 1) await admission.admit(request)
    control.away = false
    control.asked = 0
    await vi.waitFor(async () => {
      await admission.admit(request)
      expect(control.asked).toBe(1)
    }, 20_000)
    const waves = [2, 4, 8, 16, 32]
    for (const probes of waves) {
      control.asked = 0
      await Promise.all(Array.from({ length: 100 }, () => admission.admit(request)))
      expect(control.asked).toBe(probes)
    }
    expect(states()).toEqual(['open', 'half-open', 'closed'])
    control.asked = 0
    await Promise.all(Array.from({ length: 100 }, () => admission.admit(request)))
    expect(control.asked).toBe(100)
  })

  it('[B7] a probe that fails by a mistake of its caller lets the next one run', async () => {
    const { admission, control, states } = setUp()
    control.away = true
    for (let i = 0; i < 3; i += 1) await admission.admit({ limits: [] })
    control.away = false
    const mistake = { limits: [{ policy: shared, key: 'a', cost: -1 }] }
    while (states().at(-1) !== 'half-open') await admission.admit(mistake).catch(() => {})
    await expect(admission.charge(mistake.limits)).rejects.toThrow(RangeError)
    control.asked = 0
    await admission.admit({ limits: [] })
    expect(control.asked).toBe(1)
  })

  it('[B7] a probe that fails opens the breaker again', async () => {
    const { admission, control, states } = setUp()
    control.away = true
    await vi.waitFor(async () => {
      await admission.admit({ limits: [] })
      expect(states()).toEqual(['open', 'half-open', 'open'])
    }, 20_000)
  })

  it('[S27] a token revoked here stays refused when the store comes back and has lost the revocation', async () => {
    const { revoke: _, ...memory } = createMemoryStore({ now })
    const admission = createAdmission({ store: { ...memory, revoke: async () => {} } })
    expect(await admission.admit({ limits: [], token })).toMatchObject({ ok: true })
    await admission.revoke({ jti: 'j1' }, { forMs: 60_000 })
    expect(await admission.admit({ limits: [], token })).toEqual({ ok: false, reason: 'revoked' })
    expect(await admission.admit({ limits: [], token: { ...token, jti: 'j2' } })).toMatchObject({ ok: true })
  })

  it('[S27] a token revoked here stays refused here, and the caller learns that other nodes still accept it', async () => {
    const { admission, control } = setUp()
    const request = { limits: [{ policy: shared, key: 'a' }], token }
    control.away = true
    expect(await admission.admit(request)).toMatchObject({ ok: true })
    await expect(admission.revoke({ jti: 'j1' }, { forMs: 60_000 })).rejects.toThrow(StoreUnavailableError)
    expect(await admission.admit(request)).toEqual({ ok: false, reason: 'revoked' })
  })

  it('[S27] a full local list does not prevent a revocation in the store', async () => {
    const { admission, control } = setUp({ fallback: createMemoryStore({ maxKeys: 1 }) })
    await admission.revoke({ jti: 'j0' }, { forMs: 60_000 })
    await admission.revoke({ jti: 'j1' }, { forMs: 60_000 })
    expect(control.asked).toBe(2)
    expect(await admission.admit({ limits: [], token })).toEqual({ ok: false, reason: 'revoked' })
  })

  it('[S27] tokensWhenUnavailable “refuse” refuses tokens while revocations cannot be read', async () => {
    const { admission, control } = setUp({ tokensWhenUnavailable: 'refuse' })
    control.away = true
    expect(await admission.admit({ limits: [], token })).toMatchObject({ ok: false, reason: 'unavailable' })
  })

  it('[S49] attempts recorded meanwhile are counted in this process, and no call rejects', async () => {
    const { admission, control, events } = setUp()
    const check = { policy: shared, key: 'a' }
    control.away = true
    await admission.charge([check, check, { policy: closed, key: 'a' }])
    expect(await admission.admit({ limits: [check] })).toMatchObject({ ok: false, reason: 'limited' })
    await admission.refund([check])
    expect(await admission.admit({ limits: [check] })).toMatchObject({ ok: true })
    await admission.reset([check])
    await admission.penalize(['a'], 10)
    expect(await admission.admit({ limits: [check], penaltyKeys: ['a'] })).toMatchObject({ limits: [{ remaining: 0 }] })
    expect(events[0]).toMatchObject({ type: 'store-failed', during: 'charge' })
  })
})

describe('while the store answers', () => {
  it('a shadow limit that would have refused emits an event', async () => {
    const { admission, events } = setUp()
    const limits = [{ policy: shadow, key: 'a' }]
    await admission.admit({ limits })
    const { shadowed } = (await admission.admit({ limits })) as Extract<Admission, { ok: true }>
    expect(shadowed).toHaveLength(1)
    expect(events).toEqual([{ type: 'shadowed', limits: shadowed }])
  })

  it('a listener that throws refuses no request', async () => {
    const { admission, control } = setUp({
      onEvent: () => {
        throw new Error('a broken metric')
      },
    })
    control.away = true
    expect(await admission.admit({ limits: [{ policy: shared, key: 'a' }] })).toMatchObject({ ok: true })
  })

  it('a mistake of the caller does not count as a failure of the store', async () => {
    const { admission, events } = setUp()
    await expect(admission.charge([{ policy: shared, key: 'a', cost: -1 }])).rejects.toThrow(RangeError)
    await expect(admission.admit({ limits: [{ policy: shared, key: 'a', cost: 0.5 }] })).rejects.toThrow(RangeError)
    expect(events).toEqual([])
    await admission.close()
  })

  it.each([
    [{ breaker: { failures: 0 } }, RangeError],
    [{ breaker: { openMs: 0.5 } }, RangeError],
    [{ tokensWhenUnavailable: 'maybe' as 'accept' }, TypeError],
  ])('invalid options stop the start: %j', (options, error) => {
    expect(() => setUp(options)).toThrow(error)
  })
})

describe.skipIf(redisMissing)(`a Redis that is killed and started again ${redisMissing || ''}`, () => {
  let server: RedisServer
  let redis: Redis
  beforeAll(async () => {
    server = await startRedis()
    redis = new Redis({ port: server.port, retryStrategy: () => 50, maxRetriesPerRequest: 1 })
    redis.on('error', () => {})
  })
  afterAll(async () => {
    redis.disconnect()
    await server.remove()
  })

  it('[B7] requests go on at the local share, and come back to Redis by themselves', async () => {
    const { admission, states } = setUp({ store: createRedisStore({ redis, timeoutMs: 10_000 }) })
    const request = () => admission.admit({ limits: [{ policy: burst, key: 'a' }] })
    expect(await request()).toMatchObject({ ok: true, limits: [{ policy: { limit: 100 } }] })
    await server.stop()
    const meanwhile = await Promise.all(Array.from({ length: 5 }, request))
    expect(meanwhile).toMatchObject(meanwhile.map(() => ({ ok: true, limits: [{ policy: { limit: 20 } }] })))
    for (let i = 0; i < 5; i += 1) await request()
    expect(states()).toContain('open')
    await server.start()
    await vi.waitFor(
      async () => {
        await request()
        expect(states().at(-1)).toBe('closed')
      },
      { timeout: 20_000, interval: 10 },
    )
  })
})
