import { expect, test, vi } from 'vitest'
import { type CorsOptions, createCorsPolicy } from './index.ts'

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
const get = (origin: string, host?: string) => ({ method: 'GET', origin, host })
const allowed = expect.objectContaining({ kind: 'allowed' })
const undecided = (reason: string) => ({ kind: 'undecided', reason, headers: { vary: 'Origin' } })
const refused = (reason: string) => ({ kind: 'refused', reason, headers: { vary: 'Origin' } })

/** A policy over a set of tenants' origins that a test can change, on a clock that it can move. */
function withTenants(origins: string[], more: Partial<CorsOptions> = {}) {
  const tenants = new Set(origins)
  const clock = { nowMs: 0 }
  const resolveOrigin = vi.fn(async (origin: string) => tenants.has(origin))
  const policy = createCorsPolicy({ ...base, cacheForMs: 1000, now: () => clock.nowMs, resolveOrigin, ...more })
  return { policy, tenants, clock, resolveOrigin }
}

test('[S76] [S104] an origin of a tenant is asked for once, and then decided at once', async () => {
  const { policy, resolveOrigin } = withTenants([TENANT])
  expect(await policy.decide(get(TENANT, 'API.example.com:443'))).toEqual({
    kind: 'allowed',
    headers: { 'access-control-allow-origin': TENANT, 'access-control-allow-credentials': 'true', vary: 'Origin' },
  })
  expect(policy.decide(get(TENANT, 'api.example.com'))).toEqual(allowed)
  expect(
    policy.decide({ method: 'OPTIONS', origin: TENANT, host: 'api.example.com', requestMethod: 'GET' }),
  ).toMatchObject({
    kind: 'preflight',
  })
  expect(resolveOrigin.mock.calls).toEqual([[TENANT, 'api.example.com']])
})

test('[S76] the answer for one host says nothing about another', async () => {
  const resolveOrigin = async (_origin: string, host: string | undefined) => host === 'a.example.com'
  const policy = createCorsPolicy({ ...base, resolveOrigin })
  expect(await policy.decide(get(TENANT, 'a.example.com'))).toEqual(allowed)
  expect(await policy.decide(get(TENANT, 'b.example.com'))).toEqual(refused('unknown-origin'))
  expect(await policy.decide(get(TENANT))).toEqual(refused('unknown-origin'))
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

test('[S76] an answer is kept for its time, yes and no alike', async () => {
  const { policy, tenants, clock } = withTenants([TENANT])
  await Promise.all([policy.decide(get(TENANT)), policy.decide(get('https://new.example'))])
  tenants.delete(TENANT)
  tenants.add('https://new.example')
  clock.nowMs = 999
  expect(policy.decide(get(TENANT))).toEqual(allowed)
  expect(policy.decide(get('https://new.example'))).toEqual(refused('unknown-origin'))
  clock.nowMs = 1000
  expect(await policy.decide(get(TENANT))).toEqual(refused('unknown-origin'))
  expect(await policy.decide(get('https://new.example'))).toEqual(allowed)
})

test('[S76] an invalidated origin is asked for again at once, on all hosts, and no other is', async () => {
  const { policy, tenants, resolveOrigin } = withTenants([TENANT, 'https://other.example'])
  await Promise.all([
    policy.decide(get(TENANT, 'a')),
    policy.decide(get(TENANT, 'b')),
    policy.decide(get('https://other.example')),
  ])
  tenants.delete(TENANT)
  policy.invalidate(TENANT)
  expect(await policy.decide(get(TENANT, 'a'))).toEqual(refused('unknown-origin'))
  expect(await policy.decide(get(TENANT, 'b'))).toEqual(refused('unknown-origin'))
  expect(policy.decide(get('https://other.example'))).toEqual(allowed)
  expect(resolveOrigin).toHaveBeenCalledTimes(5)
})

test('[S76] a node that may have missed a change asks anew about all', async () => {
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

test('[S76] a lookup that was under way during the change is not kept', async () => {
  const { policy, tenants } = withTenants([TENANT])
  const before = policy.decide(get(TENANT))
  tenants.delete(TENANT)
  policy.invalidate(TENANT)
  expect(await before).toEqual(allowed)
  expect(await policy.decide(get(TENANT))).toEqual(refused('unknown-origin'))
})

test('a resolver that fails decides nothing, and is asked again', async () => {
  const resolveOrigin = vi.fn(async () => true).mockRejectedValueOnce(new Error('database away'))
  resolveOrigin.mockImplementationOnce(() => {
    throw new Error('not even a promise')
  })
  const policy = createCorsPolicy({ ...base, resolveOrigin })
  expect(await policy.decide(get(TENANT))).toEqual(undecided('lookup-failed'))
  expect(await policy.decide(get(TENANT))).toEqual(undecided('lookup-failed'))
  expect(await policy.decide(get(TENANT))).toEqual(allowed)
})

test('only true opens the door', async () => {
  const policy = createCorsPolicy({ ...base, resolveOrigin: async () => 'yes' as unknown as boolean })
  expect(await policy.decide(get(TENANT))).toEqual(refused('unknown-origin'))
})

test('a flood of invented origins neither piles up lookups nor pushes out a tenant', async () => {
  const { policy, resolveOrigin } = withTenants([TENANT], { cacheSize: 2, maxPendingLookups: 3 })
  await policy.decide(get(TENANT))
  const flood = Array.from({ length: 10 }, (_, i) => policy.decide(get(`https://x${i}.example`)))
  expect(flood.slice(3)).toEqual(Array.from({ length: 7 }, () => undecided('lookups-busy')))
  expect(policy.decide(get(TENANT))).toEqual(allowed)
  await Promise.all(flood)
  expect(resolveOrigin).toHaveBeenCalledTimes(4)
  for (let i = 0; i < 10; i++) await policy.decide(get(`https://y${i}.example`))
  expect(policy.decide(get(TENANT))).toEqual(allowed)
})

test('[S76] unknown origins use up the budget of the client that names them, and of no other', async () => {
  const spent: string[] = []
  const budget = {
    take: (client: string) => spent.filter(name => name === client).length < 2 && spent.push(client) > 0,
    giveBack: (client: string) => void spent.splice(spent.indexOf(client), 1),
  }
  const { policy, resolveOrigin } = withTenants([TENANT, 'https://other.example'], {
    lookupsPerClient: { budget, atOnce: 2 },
  })
  const ask = (origin: string, client: string) => policy.decide({ ...get(origin), client })
  for (const origin of [TENANT, 'https://other.example']) expect(await ask(origin, 'a')).toEqual(allowed)
  expect(spent).toEqual([])
  for (const name of ['x', 'y']) expect(await ask(`https://${name}.example`, 'a')).toEqual(refused('unknown-origin'))
  expect(ask('https://z.example', 'a')).toEqual(undecided('budget-spent'))
  // What is known costs nobody anything.
  expect(ask('https://x.example', 'a')).toEqual(refused('unknown-origin'))
  expect(ask(TENANT, 'a')).toEqual(allowed)
  expect(await ask('https://z.example', 'b')).toEqual(refused('unknown-origin'))
  expect(resolveOrigin).toHaveBeenCalledTimes(5)
})

test('[S48] an answer before the decision can be read by known origins, and asks nobody', async () => {
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

test('[S76] one client that names many CORS origins at once does not block the lookups of other clients', async () => {
  const lookupsPerClient = { budget: { take: () => true, giveBack: () => {} }, atOnce: 2 }
  const { policy } = withTenants([TENANT], { lookupsPerClient, maxPendingLookups: 3 })
  const ask = (name: string, client: string) => policy.decide({ ...get(`https://${name}.example`), client })
  const asked = ['u', 'v', 'w', 'x'].map(name => ask(name, 'a'))
  const honest = policy.decide({ ...get(TENANT), client: 'b' })
  expect(await Promise.all(asked)).toEqual([
    refused('unknown-origin'),
    refused('unknown-origin'),
    undecided('budget-spent'),
    undecided('budget-spent'),
  ])
  expect(await honest).toEqual(allowed)
  expect(await ask('y', 'a')).toEqual(refused('unknown-origin'))
})
