import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type AdmissionRequest,
  type AdmissionStore,
  createRedisStore,
  definePolicy,
  StoreUnavailableError,
} from './index.ts'
import { beforeTestsStartRedis, callsOf, type RedisServer, redisMissing } from './redis-for-tests.ts'

const ip = definePolicy({ name: 'ip', algorithm: 'token-bucket', limit: 3, windowMs: 60_000 })
const user = definePolicy({ name: 'user', algorithm: 'sliding-window', limit: 1000, windowMs: 60_000 })
const tenant = definePolicy({ name: 'tenant', algorithm: 'fixed-window', limit: 100_000, windowMs: 60_000 })
const token = { jti: 'j1', subject: 'u1', tenantId: 't1', issuedAtMs: Date.now(), membershipVersion: 1 }
const four = [
  { policy: ip, key: '192.0.2.1' },
  { policy: user, key: 'u1' },
  { policy: tenant, key: 't1' },
]

describe.skipIf(redisMissing)(`one Redis ${redisMissing || ''}`, () => {
  let server: RedisServer
  let redis: Redis
  let store: AdmissionStore
  beforeTestsStartRedis((client, started) => {
    redis = client
    server = started
  })
  beforeEach(async () => {
    await redis.flushall()
    await redis.config('RESETSTAT')
    store = createRedisStore({ redis, timeoutMs: 10_000 }) // a busy machine is not what is tested here
  })
  afterEach(() => store.close())

  it('[B5] limits, penalties, revocation and membership of a request are one Redis call', async () => {
    await store.admit({ limits: four, token, penaltyKeys: ['u1'] })
    await redis.config('RESETSTAT')
    expect(await store.admit({ limits: four, token, penaltyKeys: ['u1'] })).toMatchObject({ ok: true })
    expect(await callsOf(redis, 'evalsha')).toBe(1)
    expect(await callsOf(redis, 'eval')).toBe(0)
  })

  it('[B5] requests that arrive together share one call, and are decided in order', async () => {
    await store.admit({ limits: four })
    await redis.config('RESETSTAT')
    const admissions = await Promise.all(Array.from({ length: 5 }, () => store.admit({ limits: four, token })))
    expect(admissions.map(({ ok }) => ok)).toEqual([true, true, false, false, false])
    expect(await callsOf(redis, 'evalsha')).toBe(1)
  })

  it('[B5] a frozen request is prepared once and decided each time; a mutable one may change', async () => {
    const frozen = Object.freeze({ limits: [{ policy: ip, key: 'a' }], token })
    const changing = { limits: [{ policy: ip, key: 'b' }] }
    const remaining = async (request: AdmissionRequest) => {
      const admission = await store.admit(request)
      return admission.ok ? admission.limits[0]?.remaining : admission.reason
    }
    expect([await remaining(frozen), await remaining(frozen), await remaining(changing)]).toEqual([2, 1, 2])
    changing.limits = [{ policy: ip, key: 'a' }]
    expect(await remaining(changing)).toBe(0)
    await store.revoke({ subject: token.subject }, { forMs: 60_000, issuedBeforeMs: token.issuedAtMs + 1 })
    expect(await remaining(frozen)).toBe('revoked')
  })

  it('[B5] a thousand requests at once are split into calls that occupy Redis for a millisecond each', async () => {
    await store.admit({ limits: four })
    await redis.config('RESETSTAT')
    const many = Array.from({ length: 1000 }, (_, i) => store.admit({ limits: [{ policy: user, key: `${i}` }] }))
    expect((await Promise.all(many)).every(({ ok }) => ok)).toBe(true)
    expect(await callsOf(redis, 'evalsha')).toBe(Math.ceil(1000 / 64))
  })

  it('[B5] [S48] a caller that is blocked costs no call, until its time to retry has come', async () => {
    const remembering = createRedisStore({ redis, rememberBlockedMs: 60_000, timeoutMs: 10_000 })
    const fast = definePolicy({ name: 'fast', algorithm: 'token-bucket', limit: 1, windowMs: 2000, burst: 1 })
    const check = { policy: fast, key: 'a' }
    expect(await remembering.admit({ limits: [check] })).toMatchObject({ ok: true })
    expect(await remembering.admit({ limits: [check] })).toMatchObject({ ok: false })
    await redis.config('RESETSTAT')
    const again = await remembering.admit({ limits: [check, ...four] })
    if (again.ok || again.reason !== 'limited') throw new Error('expected to be limited')
    expect(again.violated).toEqual(again.limits)
    expect(again.violated).toMatchObject([{ policy: fast, key: 'a', remaining: 0 }])
    expect(again.retryAfterMs).toBeGreaterThan(0)
    expect(again.retryAfterMs).toBeLessThanOrEqual(2000)
    expect(await callsOf(redis, 'evalsha')).toBe(0)
    // By the clock of Redis, and this process counts from before its call: it may ask a moment too early.
    const admitted = async () => expect(await remembering.admit({ limits: [check] })).toMatchObject({ ok: true })
    await vi.waitFor(admitted, 20_000)
  })

  it('a blocked caller with a smaller cost, or after a reset by this node, is checked again', async () => {
    const check = { policy: user, key: 'a' }
    expect(await store.admit({ limits: [{ ...check, cost: 1001 }] })).toMatchObject({ ok: false })
    expect(await store.admit({ limits: [check] })).toMatchObject({ ok: true })
    await store.charge([{ ...check, cost: 1000 }])
    expect(await store.admit({ limits: [check] })).toMatchObject({ ok: false })
    await store.reset([check])
    expect(await store.admit({ limits: [check] })).toMatchObject({ ok: true })
  })

  it('[S77] a blocked caller is checked again at once where a larger plan keeps its counters', async () => {
    const check = { policy: user, key: 'a' }
    const larger = { policy: definePolicy({ ...user, limit: 2000 }), key: 'a' }
    await store.charge([{ ...check, cost: 1000 }])
    expect(await store.admit({ limits: [check] })).toMatchObject({ ok: false })
    expect(await store.admit({ limits: [larger] })).toMatchObject({ ok: true })
    expect(await store.admit({ limits: [check] })).toMatchObject({ ok: false })
  })

  it('a reset by another node is noticed within rememberBlockedMs', async () => {
    const near = createRedisStore({ redis, rememberBlockedMs: 2000, timeoutMs: 10_000 })
    const check = { policy: user, key: 'a' }
    await near.charge([{ ...check, cost: 1000 }])
    expect(await near.admit({ limits: [check] })).toMatchObject({ ok: false })
    await store.reset([check])
    expect(await near.admit({ limits: [check] })).toMatchObject({ ok: false })
    await new Promise(resolve => setTimeout(resolve, 2001))
    expect(await near.admit({ limits: [check] })).toMatchObject({ ok: true })
  })

  it('[B7] a lost script cache costs one more call, and no request', async () => {
    await store.admit({ limits: four })
    await redis.config('RESETSTAT')
    await redis.script('FLUSH')
    expect(await store.admit({ limits: four })).toMatchObject({ ok: true, limits: [{ remaining: 1 }, {}, {}] })
    expect(await callsOf(redis, 'eval')).toBe(1)
  })

  it('[S41] [S46] a limit key takes at most 165 bytes of Redis, a revoked token 130', async () => {
    const measure = async (write: (i: number) => Promise<unknown>): Promise<number> => {
      await redis.flushall()
      const used = async () => {
        const info = await redis.info('memory')
        const bytes = (field: string) => Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1])
        // What Lua will collect, and what clients have sent, is not kept for a key.
        return bytes('used_memory') - bytes('used_memory_vm_eval') - bytes('mem_clients_normal')
      }
      const before = await used()
      for (let from = 0; from < 30_000; from += 1000) {
        await Promise.all(Array.from({ length: 1000 }, (_, i) => write(from + i)))
      }
      // The hash tables of Redis double at powers of two: 30,000 keys fill them about as a million do.
      return ((await used()) - before) / 30_000
    }
    const id = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`
    const strict = definePolicy({ ...user, name: 'strict', limit: 255 })
    for (const policy of [ip, strict, tenant]) {
      expect(await measure(i => store.admit({ limits: [{ policy, key: id(i) }] }))).toBeLessThanOrEqual(165)
    }
    // Sixteen bits a slice above 255: 161 in the middle, 170 when a hash table has just doubled.
    expect(await measure(i => store.admit({ limits: [{ policy: user, key: id(i) }] }))).toBeLessThanOrEqual(170)
    expect(await measure(i => store.revoke({ jti: id(i) }, { forMs: 900_000 }))).toBeLessThanOrEqual(130)
  }, 60_000)

  it('every key expires: a limit when it is full again, a revocation with the tokens that it blocks', async () => {
    await store.admit({ limits: [{ policy: ip, key: 'a' }] })
    await store.revoke({ jti: 'j1' }, { untilMs: Date.now() + 5000 })
    await store.penalize(['a'], 1)
    const keys = await redis.keys('*')
    const lives = (await Promise.all(keys.map(key => redis.pttl(key)))).sort((a, b) => a - b)
    const most = [6000, 7000, 21_000] // the revocation, the penalty, the limit
    expect(lives).toHaveLength(most.length)
    lives.forEach((life, index) => {
      expect(life).toBeGreaterThan(0)
      expect(life).toBeLessThanOrEqual(most[index] ?? 0)
    })
    await store.revoke({ jti: 'j2' }, { untilMs: Date.now() - 60_000 })
    expect(await redis.dbsize()).toBe(3)
  })

  it('invalid values under its keys are ignored', async () => {
    const request = { limits: four, token, penaltyKeys: ['u1'] }
    await store.admit(request)
    await store.penalize(['u1'], 10)
    await store.revoke({ jti: 'other' }, { forMs: 1000 })
    for (const key of await redis.keys('*')) await redis.set(key, 'not a number')
    expect(await store.admit(request)).toMatchObject({ ok: true, limits: [{ remaining: 2 }, {}, {}] })
    for (const key of await redis.keys('*')) await redis.multi().del(key).hset(key, 'a', 'b').exec()
    expect(await store.admit(request)).toMatchObject({ ok: true })
  })

  it('[B7] a Redis that is too slow counts as unavailable, and its late answer has no effect', async () => {
    const impatient = createRedisStore({ redis, timeoutMs: 50 })
    process.kill(server.pid, 'SIGSTOP')
    try {
      expect(await impatient.admit({ limits: four })).toMatchObject({ ok: false, reason: 'unavailable' })
      await expect(impatient.charge(four)).rejects.toThrow(StoreUnavailableError)
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
    expect(await store.admit({ limits: four })).toMatchObject({ ok: true })
  })

  it('[B7] a reply that has arrived is read before the call times out, even when this process was delayed', async () => {
    const impatient = createRedisStore({ redis, timeoutMs: 50 })
    await store.admit({ limits: four }) // the script is there
    const admission = impatient.admit({ limits: four })
    await new Promise(resolve => setImmediate(resolve)) // it is sent
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
    expect(await admission).toMatchObject({ ok: true })
  })

  it('[B7] a server that was demoted to a replica is unavailable', async () => {
    await redis.replicaof('127.0.0.1', '1')
    try {
      const admission = await store.admit({ limits: four })
      expect(admission).toMatchObject({ ok: false, reason: 'unavailable', cause: expect.any(StoreUnavailableError) })
    } finally {
      await redis.replicaof('NO', 'ONE')
    }
    expect(await store.admit({ limits: four })).toMatchObject({ ok: true })
  })

  it('[B7] while the client waits to reconnect nothing is queued: it is unavailable at once', async () => {
    const gone = new Redis(server.port, { retryStrategy: () => 60_000, lazyConnect: true })
    await gone.connect()
    gone.on('error', () => {})
    gone.disconnect(true)
    const unreachable = createRedisStore({ redis: gone })
    await new Promise(resolve => gone.once('close', resolve))
    expect(await unreachable.admit({ limits: four })).toMatchObject({ ok: false, reason: 'unavailable' })
    await expect(unreachable.revoke({ jti: 'j' }, { forMs: 1000 })).rejects.toThrow(StoreUnavailableError)
    gone.disconnect()
  })

  it.each([
    [{ timeoutMs: 0 }, RangeError],
    [{ rememberBlockedMs: -1 }, RangeError],
    [{ clusterBuckets: 1.5 }, RangeError],
    [{ keyPrefix: '{limits}' }, TypeError],
    [{ penalty: { pointMs: 0 } }, RangeError],
    [{ penalty: { maxHalvings: 11 } }, RangeError],
    [{ penalty: { pointMs: 1e8, pointsPerHalving: 1e8 } }, RangeError],
  ])('invalid options stop the start: %j', (options, error) => {
    expect(() => createRedisStore({ redis, ...options })).toThrow(error)
  })
})
