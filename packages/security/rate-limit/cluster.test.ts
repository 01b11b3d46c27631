import { Cluster, Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type AdmissionStore, createAdmission, createMemoryStore, createRedisStore, definePolicy } from './index.ts'
import { callsOf, type RedisServer, redisMissing, startCluster } from './redis-for-tests.ts'

const ip = definePolicy({ name: 'ip', algorithm: 'token-bucket', limit: 60, windowMs: 3_600_000, burst: 5 })
const user = definePolicy({ name: 'user', algorithm: 'sliding-window', limit: 100, windowMs: 600_000 })
const tenant = definePolicy({ name: 'tenant', algorithm: 'fixed-window', limit: 1000, windowMs: 600_000 })
const local = definePolicy({ ...user, name: 'local', whenUnavailable: { localShare: 0.5 } })
const issuedAtMs = Date.now() - 1000
/** In what a master says of itself: its replica has confirmed all that it has. */
const allReplicated = /,offset=(\d+),.*master_repl_offset:\1\r/s

describe.skipIf(redisMissing)(`six Redis servers in a cluster ${redisMissing || ''}`, () => {
  let servers: RedisServer[] = []
  let cluster: Cluster
  let store: AdmissionStore
  beforeAll(async () => {
    servers = await startCluster()
    cluster = new Cluster(
      servers.map(({ port }) => ({ host: '127.0.0.1', port })),
      { slotsRefreshTimeout: 2000, clusterRetryStrategy: () => 100 },
    )
    cluster.on('error', () => {})
    await vi.waitFor(() => expect(cluster.status).toBe('ready'), 20_000)
    store = createRedisStore({ redis: cluster, timeoutMs: 10_000 })
  })
  afterAll(async () => {
    cluster?.disconnect()
    await Promise.all(servers.map(server => server.remove()))
  })

  const requestOf = (id: number) => ({
    limits: [
      { policy: ip, key: `192.0.2.${id}` },
      { policy: user, key: `u${id}` },
      { policy: tenant, key: `t${id % 7}` },
    ],
    token: { jti: `j${id}`, subject: `u${id}`, tenantId: `t${id % 7}`, issuedAtMs, membershipVersion: 1 },
    penaltyKeys: [`192.0.2.${id}`, `u${id}`],
  })

  it('[S46] [S47] limits of many callers are decided as by one Redis, in the order of the request', async () => {
    const memory = createMemoryStore()
    for (let id = 0; id < 100; id += 1) {
      const [decided, expected] = await Promise.all([store.admit(requestOf(id)), memory.admit(requestOf(id))])
      if (!(decided.ok && expected.ok)) throw new Error('expected to be admitted')
      expect(decided.limits.map(({ policy, key, remaining }) => [policy, key, remaining])).toEqual(
        expected.limits.map(({ policy, key, remaining }) => [policy, key, remaining]),
      )
    }
  })

  it('[S101] units taken in one slot are refunded when another slot refuses', async () => {
    const request = requestOf(1000)
    await store.charge([{ policy: ip, key: '192.0.2.1000', cost: 5 }])
    expect(await store.admit(request)).toMatchObject({ ok: false, reason: 'limited', violated: [{ policy: ip }] })
    await store.close() // the giving back has ended
    const look = await store.admit({ limits: [{ policy: user, key: 'u1000', cost: 0 }] })
    expect(look).toMatchObject({ ok: true, limits: [{ remaining: 100 }] })
  })

  it('[S27] [S62] revocation and penalties reach across slots', async () => {
    await store.penalize(['u2000'], 10)
    expect(await store.admit(requestOf(2000))).toMatchObject({
      ok: true,
      limits: [{}, { policy: user, remaining: 49 }, {}],
    })
    await store.revoke({ tenantId: `t${2000 % 7}` }, { forMs: 60_000 })
    expect(await store.admit(requestOf(2000))).toEqual({ ok: false, reason: 'revoked' })
    expect(await store.admit(requestOf(2001))).toMatchObject({ ok: true })
    await store.revoke({ jti: 'j2001' }, { forMs: 60_000 })
    expect(await store.admit(requestOf(2001))).toEqual({ ok: false, reason: 'revoked' })
  })

  it('[B5] requests that arrive together share the calls: at most one for each bucket', async () => {
    const masters = servers.map(({ port }) => new Redis(port))
    await Promise.all(masters.map(redis => redis.config('RESETSTAT')))
    const admissions = await Promise.all(Array.from({ length: 200 }, (_, i) => store.admit(requestOf(3000 + i))))
    const calls = await Promise.all(masters.map(redis => callsOf(redis, 'evalsha')))
    for (const redis of masters) redis.disconnect()
    expect(admissions.filter(({ ok }) => ok).length).toBeGreaterThan(150) // one tenant of seven is revoked
    expect(calls.filter(count => count > 0)).toHaveLength(3)
    expect(calls.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2 * 64)
  })

  it('[B7] a master that dies is replaced: requests go on, and its limits are known to the replica', async () => {
    const impatient = createRedisStore({ redis: cluster, timeoutMs: 1000 })
    const admission = createAdmission({ store: impatient, breaker: { openMs: 100 } })
    const keys = Array.from({ length: 30 }, (_, i) => `f${i}`)
    for (const key of keys) await store.charge([{ policy: local, key, cost: 90 }])
    // A master answers before its replica has heard of it.
    const master = new Redis(servers[0]?.port ?? 0)
    const replicated = async () => expect(await master.info('replication')).toMatch(allReplicated)
    await vi.waitFor(replicated, 20_000)
    master.disconnect()
    await servers[0]?.stop()
    const remaining = async (key: string) => {
      const answer = await admission.admit({ limits: [{ policy: local, key, cost: 0 }] })
      return answer.ok ? answer.limits[0] : undefined
    }
    for (const key of keys) expect(await remaining(key)).toBeDefined()
    await vi.waitFor(
      async () => {
        for (const key of keys) expect(await remaining(key)).toMatchObject({ policy: local, remaining: 10 })
      },
      { timeout: 20_000, interval: 100 },
    )
  })
})
