import { expect, test, vi } from 'vitest'
import { type CorsOptions, type CorsRequest, createCorsPolicy } from './index.ts'

const TENANT = 'https://shop.tenant.example'
const base: CorsOptions = {
  origins: ['https://app.example.com'],
  production: true,
  credentials: true,
  methods: ['GET'],
  allowedHeaders: [],
  exposedHeaders: [],
  maxAgeMs: 0,
}
const get = (origin: string, client?: string) => ({ method: 'GET', origin, client })
const allowed = expect.objectContaining({ kind: 'allowed' })
const undecided = (reason: string) => ({ kind: 'undecided', reason, headers: { vary: 'Origin' } })
const refused = (reason: string) => ({ kind: 'refused', reason, headers: { vary: 'Origin' } })

const settled = () => new Promise(setImmediate)

/** A policy over a set of tenants' origins that a test can change, on a clock that it can move. */
function withTenants(origins: string[], more: Partial<CorsOptions> = {}) {
  const tenants = new Set(origins)
  const clock = { nowMs: 0 }
  const resolveOrigin = vi.fn(async (origin: string) => tenants.has(origin))
  const policy = createCorsPolicy({ ...base, cacheForMs: 1000, now: () => clock.nowMs, resolveOrigin, ...more })
  return { policy, tenants, clock, resolveOrigin }
}

test('[S76] [S104] an origin of a tenant is looked up once, and then answered from the cache', async () => {
  const { policy, resolveOrigin } = withTenants([TENANT])
  expect(await policy.decide(get(TENANT))).toEqual({
    kind: 'allowed',
    headers: { 'access-control-allow-origin': TENANT, 'access-control-allow-credentials': 'true', vary: 'Origin' },
  })
  expect(policy.decide(get(TENANT))).toEqual(allowed)
  expect(policy.decide({ method: 'OPTIONS', origin: TENANT, requestMethod: 'GET' })).toMatchObject({
    kind: 'preflight',
  })
  expect(resolveOrigin.mock.calls).toEqual([[TENANT]])
})

test('[S76] listed origins and malformed ones never reach the resolver', () => {
  const { policy, resolveOrigin } = withTenants([])
  expect(policy.decide(get('https://app.example.com'))).toEqual(allowed)
  expect(policy.decide(get('null'))).toEqual(refused('null-origin'))
  expect(policy.decide(get(`${TENANT}.`))).toEqual(refused('malformed-origin'))
  expect(policy.decide(get('http://shop.tenant.example'))).toEqual(refused('insecure-origin'))
  expect(resolveOrigin).not.toHaveBeenCalled()
})

test('[S76] requests at the same time share one lookup', async () => {
  const { policy, resolveOrigin } = withTenants([TENANT])
  expect(await Promise.all([policy.decide(get(TENANT)), policy.decide(get(TENANT))])).toEqual([allowed, allowed])
  expect(resolveOrigin).toHaveBeenCalledOnce()
})

test('[S76] a refusal is cached for its time, and an expired grant serves for the same time again during a new lookup', async () => {
  const { policy, tenants, clock, resolveOrigin } = withTenants([TENANT])
  await Promise.all([policy.decide(get(TENANT)), policy.decide(get('https://new.example'))])
  tenants.add('https://new.example')
  clock.nowMs = 999
  expect(policy.decide(get('https://new.example'))).toEqual(refused('unknown-origin'))
  clock.nowMs = 1000
  expect(await policy.decide(get('https://new.example'))).toEqual(allowed)
  expect(policy.decide(get(TENANT))).toEqual(allowed)
  expect(policy.decide(get(TENANT))).toEqual(allowed)
  expect(resolveOrigin.mock.calls.filter(([origin]) => origin === TENANT)).toHaveLength(2)
  await settled()
  clock.nowMs = 1999
  tenants.delete(TENANT)
  expect(policy.decide(get(TENANT))).toEqual(allowed)
  clock.nowMs = 2000
  expect(policy.decide(get(TENANT))).toEqual(allowed)
  await settled()
  expect(policy.decide(get(TENANT))).toEqual(refused('unknown-origin'))
})

test('[S76] a grant is served for at most twice its time, also when lookups fail', async () => {
  const { policy, clock, resolveOrigin } = withTenants([TENANT])
  await policy.decide(get(TENANT))
  resolveOrigin.mockRejectedValue(new Error('database away'))
  for (clock.nowMs = 1000; clock.nowMs < 2000; clock.nowMs += 100) {
    expect(policy.decide(get(TENANT))).toEqual(allowed)
    await settled()
  }
  // One renewal a second, however many requests name the origin.
  expect(resolveOrigin).toHaveBeenCalledTimes(2)
  expect(await policy.decide(get(TENANT))).toEqual(undecided('lookup-failed'))
})

test('[S76] an invalidated origin is looked up again at once, and no other', async () => {
  const { policy, tenants, resolveOrigin } = withTenants([TENANT, 'https://other.example'])
  await Promise.all([policy.decide(get(TENANT)), policy.decide(get('https://other.example'))])
  tenants.delete(TENANT)
  policy.invalidate(TENANT)
  expect(policy.knownHeaders(get(TENANT))).toEqual({ vary: 'Origin' })
  expect(await policy.decide(get(TENANT))).toEqual(refused('unknown-origin'))
  expect(policy.decide(get('https://other.example'))).toEqual(allowed)
  expect(resolveOrigin).toHaveBeenCalledTimes(3)
})

test('[S76] a node that may have missed a change looks up all origins again', async () => {
  const { policy, tenants } = withTenants([TENANT])
  await policy.decide(get(TENANT))
  tenants.delete(TENANT)
  tenants.add('https://new.example')
  const late = policy.decide(get('https://new.example'))
  policy.invalidateAll()
  expect(await policy.decide(get(TENANT))).toEqual(refused('unknown-origin'))
  expect(await late).toEqual(allowed)
  policy.invalidateAll()
  expect(policy.decide(get('https://new.example'))).toBeInstanceOf(Promise)
})

test('[S76] the result of a lookup that overlaps a change is not cached', async () => {
  const { policy, tenants } = withTenants([TENANT])
  const before = policy.decide(get(TENANT))
  tenants.delete(TENANT)
  policy.invalidate(TENANT)
  expect(await before).toEqual(allowed)
  expect(await policy.decide(get(TENANT))).toEqual(refused('unknown-origin'))
})

test('a failed lookup decides nothing, and is repeated', async () => {
  const resolveOrigin = vi.fn(async () => true).mockRejectedValueOnce(new Error('database away'))
  resolveOrigin.mockImplementationOnce(() => {
    throw new Error('not even a promise')
  })
  const policy = createCorsPolicy({ ...base, resolveOrigin })
  expect(await policy.decide(get(TENANT))).toEqual(undecided('lookup-failed'))
  expect(await policy.decide(get(TENANT))).toEqual(undecided('lookup-failed'))
  expect(await policy.decide(get(TENANT))).toEqual(allowed)
})

test('only `true` allows an origin', async () => {
  const policy = createCorsPolicy({ ...base, resolveOrigin: async () => 'yes' as unknown as boolean })
  expect(await policy.decide(get(TENANT))).toEqual(refused('unknown-origin'))
})

test('a flood of unknown origins and Host fields neither piles up lookups nor evicts the origin of a tenant', async () => {
  const lookups = { atOnce: { perClient: 3, together: 3 }, waiting: { perClient: 2, together: 2, forMs: 60_000 } }
  const { policy, resolveOrigin } = withTenants([TENANT], { cacheSize: 2, lookups })
  await policy.decide(get(TENANT))
  const underWay = { now: 0, most: 0 }
  resolveOrigin.mockImplementation(async origin => {
    underWay.most = Math.max(underWay.most, ++underWay.now)
    await settled()
    underWay.now -= 1
    return origin === TENANT
  })
  const flood = Array.from({ length: 10 }, (_, i) => policy.decide(get(`https://x${i}.example`)))
  expect(policy.decide(get(TENANT))).toEqual(allowed)
  expect(await Promise.all(flood)).toEqual([
    ...Array(5).fill(refused('unknown-origin')),
    ...Array(5).fill(undecided('lookups-busy')),
  ])
  expect([underWay.most, resolveOrigin.mock.calls.length]).toEqual([3, 6])
  for (let i = 0; i < 10; i++) await policy.decide(get(`https://y${i}.example`))
  for (let i = 0; i < 10; i++)
    expect(policy.decide({ ...get(TENANT), host: `h${i}.example` } as CorsRequest)).toEqual(allowed)
  expect(resolveOrigin).toHaveBeenCalledTimes(16)
})

const quick = { atOnce: { perClient: 2, together: 8 }, waiting: { perClient: 2, together: 8, forMs: 60_000 } }

/** A budget of two lookups for each client. */
function createBudget() {
  const spent: string[] = []
  return { take: (client: string) => spent.filter(name => name === client).length < 2 && spent.push(client) > 0 }
}

test('[S76] each lookup is charged only to the client that causes it', async () => {
  const lookups = { ...quick, budget: createBudget() }
  const { policy, resolveOrigin } = withTenants([TENANT, 'https://other.example'], { lookups })
  expect(await policy.decide(get(TENANT, 'a'))).toEqual(allowed)
  expect(await policy.decide(get('https://x.example', 'a'))).toEqual(refused('unknown-origin'))
  for (const origin of ['https://y.example', 'https://other.example']) {
    expect(policy.decide(get(origin, 'a'))).toEqual(undecided('budget-spent'))
  }
  // What is known costs nobody anything.
  expect(policy.decide(get('https://x.example', 'a'))).toEqual(refused('unknown-origin'))
  expect(policy.decide(get(TENANT, 'a'))).toEqual(allowed)
  expect(await policy.decide(get('https://y.example', 'b'))).toEqual(refused('unknown-origin'))
  expect(resolveOrigin).toHaveBeenCalledTimes(3)
})

test('[S76] an origin that was allowed before is served to a client that has spent its budget', async () => {
  const lookups = { ...quick, budget: createBudget() }
  const { policy, clock, tenants } = withTenants([TENANT], { lookups })
  await policy.decide(get(TENANT, 'honest'))
  for (const name of ['x', 'y']) await policy.decide(get(`https://${name}.example`, 'a'))
  expect(policy.decide(get('https://z.example', 'a'))).toEqual(undecided('budget-spent'))
  clock.nowMs = 3_600_000
  expect(await policy.decide(get(TENANT, 'a'))).toEqual(allowed)
  policy.invalidate(TENANT)
  expect(await policy.decide(get(TENANT, 'a'))).toEqual(allowed)
  // It is charged again as soon as it is nobody's.
  tenants.delete(TENANT)
  policy.invalidate(TENANT)
  expect(await policy.decide(get(TENANT, 'a'))).toEqual(refused('unknown-origin'))
  policy.invalidate(TENANT)
  expect(policy.decide(get(TENANT, 'a'))).toEqual(undecided('budget-spent'))
})

test('[S76] a client above its share waits for its own lookups, and uses no slot of another client', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const tenants = ['u', 'v', 'w', 'x', 'y', 'z'].map(name => `https://${name}.example`)
  const { policy, resolveOrigin } = withTenants([TENANT, ...tenants], { lookups: quick })
  resolveOrigin.mockImplementation(origin => (origin === TENANT ? Promise.resolve(true) : gate.then(() => true)))
  const asked = tenants.slice(0, 5).map(origin => policy.decide(get(origin, 'a')))
  // Requests for an origin that already waits share its place.
  const again = policy.decide(get(tenants[2] ?? '', 'a'))
  await settled()
  expect(resolveOrigin).toHaveBeenCalledTimes(2)
  expect(await asked[4]).toEqual(undecided('lookups-busy'))
  // Another client waits neither for a slot nor for the place in line of an origin that this one has named.
  expect(await policy.decide(get(TENANT, 'b'))).toEqual(allowed)
  const other = policy.decide(get(tenants[2] ?? '', 'b'))
  expect(resolveOrigin).toHaveBeenCalledTimes(4)
  open()
  expect(await Promise.all([...asked.slice(0, 4), again, other])).toEqual(Array(6).fill(allowed))
})

test('[S76] a lookup that waits for too long ends undecided, and leaves its place in line', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const { policy, resolveOrigin } = withTenants([], {
    lookups: { atOnce: { perClient: 1, together: 1 }, waiting: { perClient: 1, together: 1, forMs: 5 } },
  })
  resolveOrigin.mockImplementation(() => gate.then(() => true))
  const first = policy.decide(get('https://x.example', 'a'))
  expect(await policy.decide(get('https://y.example', 'b'))).toEqual(undecided('lookups-busy'))
  const third = policy.decide(get('https://z.example', 'c'))
  open()
  expect(await Promise.all([first, third])).toEqual([allowed, allowed])
  expect(resolveOrigin.mock.calls).toEqual([['https://x.example'], ['https://z.example']])
})

test('[S48] known origins can read an answer that precedes the decision, without a lookup', async () => {
  const { policy, resolveOrigin } = withTenants([TENANT])
  const vary = { vary: 'Origin' }
  expect(policy.knownHeaders(get(TENANT))).toEqual(vary)
  expect(resolveOrigin).not.toHaveBeenCalled()
  await policy.decide(get(TENANT))
  for (const origin of [TENANT, 'https://app.example.com']) {
    expect(policy.knownHeaders(get(origin))).toMatchObject({ 'access-control-allow-origin': origin, ...vary })
  }
  expect(policy.knownHeaders({ method: 'GET', origin: undefined })).toEqual(vary)
})
