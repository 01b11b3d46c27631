import { setTimeout as sleep } from 'node:timers/promises'
import { type Problem, type ResponseOf, tenantQuotas } from '@palisade/contracts'
import { createRedisStore } from '@palisade/security/rate-limit'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { tenantPolicies } from '../../apps/api/src/access/limit-policies.ts'
import { type Nodes, operateOn, signInAt, startNodes } from '../support/nodes.ts'

/** A second passes until a node reads what has changed; a busy machine takes longer. */
const patience = { timeout: 60_000, interval: 250 }

let system: Nodes

beforeAll(async () => {
  system = await startNodes(2)
})

afterAll(() => system?.stop())

const operate = (...words: string[]) => operateOn(system, ...words)

/** The same request to each node. */
function askAll(path: string, token: string) {
  return Promise.all(
    system.nodes.map(async ({ url }) => {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
      return { status: response.status, body: await response.json() }
    }),
  )
}

test('[S77] the suspension of a tenant, and its end, take effect on every node with the next request', async () => {
  const token = await signInAt(system.nodes[0]?.url ?? '', 'owner@acme.test', system.password)
  expect((await askAll('/api/orders', token)).map(({ status }) => status)).toEqual([200, 200])

  await operate('suspend', 'acme')
  for (const { status, body } of await askAll('/api/orders', token)) {
    expect([status, (body as Problem).code]).toEqual([403, 'tenant-suspended'])
  }
  const other = await signInAt(system.nodes[1]?.url ?? '', 'owner@globex.test', system.password)
  expect((await askAll('/api/orders', other)).map(({ status }) => status)).toEqual([200, 200])

  await operate('resume', 'acme')
  expect((await askAll('/api/orders', token)).map(({ status }) => status)).toEqual([200, 200])
})

test('[P1] [S77] a suspended tenant leaves its members their account and their other tenants', async () => {
  const url = system.nodes[0]?.url ?? ''
  const consultant = 'consultant@initech.test'
  const statuses = async (token: string, path: string) => (await askAll(path, token)).map(({ status }) => status)
  await operate('suspend', 'acme')
  try {
    const token = await signInAt(url, consultant, system.password)
    // A sign-in prefers a tenant that is active, whatever was used last.
    const [me] = await askAll('/api/auth/me', token)
    expect(me?.body).toMatchObject({ tenant: { slug: 'globex' } })
    const inAcme = await signInAt(url, 'owner@acme.test', system.password)
    for (const path of ['/api/auth/me', '/api/auth/memberships', '/api/auth/sessions', '/api/auth/second-factor']) {
      expect(await statuses(inAcme, path), path).toEqual([200, 200])
    }
    expect(await statuses(inAcme, '/api/orders')).toEqual([403, 403])
  } finally {
    await operate('resume', 'acme')
  }
})

test('[P5] [S77] everybody but the last owner leaves a suspended tenant, and an owner of one creates no other', async () => {
  const url = system.nodes[0]?.url ?? ''
  const send = (token: string, method: string, path: string, body?: object) =>
    fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  const codeOf = async (answer: Response) => `${answer.status} ${((await answer.json()) as Problem).code}`
  const create = (token: string, slug: string) => send(token, 'POST', '/api/tenants', { slug, name: slug })
  const owner = await signInAt(url, 'owner@acme.test', system.password)
  expect((await create(owner, 'acme-second')).status).toBe(201)
  await operate('suspend', 'acme')
  try {
    expect(await codeOf(await create(owner, 'acme-third'))).toBe('403 tenant-suspended')
    // A sign-in prefers a tenant that is active: this token is for the second one.
    const inSecond = await signInAt(url, 'owner@acme.test', system.password)
    expect(await codeOf(await create(inSecond, 'acme-third'))).toBe('403 tenant-suspended')
    const leave = (token: string) => send(token, 'DELETE', '/api/auth/memberships/current')
    expect(await codeOf(await leave(owner))).toBe('409 last-owner')
    const partner = await signInAt(url, 'partner@acme.test', system.password)
    expect((await leave(partner)).status).toBe(204)
    expect(await codeOf(await send(partner, 'GET', '/api/auth/me'))).toBe('401 invalid-token')
  } finally {
    await operate('resume', 'acme')
  }
})

test('[S77] a new plan takes effect on every node at once, and keeps this month’s usage', async () => {
  const token = await signInAt(system.nodes[0]?.url ?? '', 'owner@globex.test', system.password)
  await operate('tier', 'globex', 'enterprise')
  for (const { body } of await askAll('/api/tenant', token)) {
    const { tier, limits } = body as ResponseOf<'tenant.read'>
    expect(tier).toBe('enterprise')
    const quota = limits.find(({ name }) => name === 'quota')
    expect(quota?.limit).toBe(50_000_000)
    expect(quota?.remaining).toBeLessThan(50_000_000 - 2)
  }
})

test('[S77] a smaller plan removes nothing, and refuses new domains on every node at once', async () => {
  const [first, second] = system.nodes
  if (!first || !second) throw new Error('two nodes were started')
  const token = await signInAt(first.url, 'owner@globex.test', system.password)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const add = (url: string, host: string) => {
    const body = JSON.stringify({ origin: `https://${host}.globex.example` })
    return fetch(`${url}/api/tenant/origins`, { method: 'POST', headers, body })
  }
  const useOf = async (url: string) => {
    const { maxima } = (await (await fetch(`${url}/api/tenant`, { headers })).json()) as ResponseOf<'tenant.read'>
    return maxima.find(({ what }) => what === 'origins')
  }
  await operate('tier', 'globex', 'pro')
  for (let count = 0; count < 6; count++) expect((await add(first.url, `a${count}`)).status).toBe(201)
  await operate('tier', 'globex', 'free')
  for (const { url } of [first, second]) {
    expect(await useOf(url)).toEqual({ what: 'origins', most: 5, used: 6 })
    const refused = await add(url, 'one-more')
    expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([409, 'too-many-origins'])
  }
  await operate('tier', 'globex', 'pro')
  expect((await add(second.url, 'one-more')).status).toBe(201)
})

test('[S77] a month that has used more than a smaller plan allows refuses requests with the quota, and a larger plan reopens it', async () => {
  const token = await signInAt(system.nodes[0]?.url ?? '', 'admin@globex.test', system.password)
  const read = await fetch(`${system.nodes[0]?.url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } })
  const { tenant } = (await read.json()) as ResponseOf<'auth.who-am-i'>
  const redis = new Redis(system.redis.url)
  const used = { policy: tenantPolicies.pro.quota, key: tenant.id, cost: tenantQuotas.free + 1 }
  await createRedisStore({ redis }).charge([used])
  redis.disconnect()
  await operate('tier', 'globex', 'pro')
  expect((await askAll('/api/orders', token)).map(({ status }) => status)).toEqual([200, 200])
  await operate('tier', 'globex', 'free')
  for (const { status, body } of await askAll('/api/orders', token)) {
    expect([status, body]).toMatchObject([429, { code: 'quota-exceeded', 'violated-policies': ['quota'] }])
  }
  await operate('tier', 'globex', 'pro')
  expect((await askAll('/api/orders', token)).map(({ status }) => status)).toEqual([200, 200])
})

test('[S76] an origin is allowed and refused on every node at once, by the operator and by its tenant', async () => {
  const [first, second] = system.nodes
  if (!first || !second) throw new Error('two nodes were started')
  const token = await signInAt(first.url, 'owner@acme.test', system.password)
  const origin = 'https://shop.acme.example'
  const authorization = `Bearer ${token}`
  const statuses = () =>
    Promise.all(
      [first, second].map(({ url }) =>
        fetch(`${url}/api/orders`, { headers: { authorization, origin } }).then(({ status }) => status),
      ),
    )
  const change = (url: string, method: string, path: string, body?: object) =>
    fetch(`${url}/api/tenant/origins${path}`, {
      method,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  expect(await statuses()).toEqual([403, 403])

  const added = (await (await change(first.url, 'POST', '', { origin })).json()) as { id: string }
  expect(await statuses()).toEqual([403, 403])
  await operate('trust', origin)
  expect(await statuses()).toEqual([200, 200])
  await operate('distrust', origin)
  expect(await statuses()).toEqual([403, 403])
  await operate('trust', origin)
  await change(second.url, 'DELETE', `/${added.id}`)
  expect(await statuses()).toEqual([403, 403])
})

test('[B5] a request for a tenant that is known costs one command of Redis, penalties, plan and quota included', async () => {
  const token = await signInAt(system.nodes[0]?.url ?? '', 'admin@acme.test', system.password)
  const redis = new Redis(system.redis.url)
  await askAll('/api/orders', token)
  // The refusals of the test before are written down a tenth of a second after their answers.
  await sleep(1_000)
  await redis.config('RESETSTAT')
  for (let sent = 0; sent < 5; sent++) await askAll('/api/orders', token)
  const stats = await redis.info('commandstats')
  redis.disconnect()
  const fromNodes = [...stats.matchAll(/^cmdstat_([\w|]+):calls=(\d+)/gm)].map(([, name, calls]) => [
    name,
    Number(calls),
  ])
  const sent = fromNodes.filter(([name]) => ['evalsha', 'eval', 'publish'].includes(String(name)))
  expect(sent).toEqual([['evalsha', 10]])
})

test('an unknown command changes nothing and prints the usage', async () => {
  await expect(operate('tier', 'globex', 'platinum')).rejects.toThrow(/npm run tenants -- tier/)
})

test('[S76] [B7] while Redis is away, an origin that the operator distrusts or its tenant removes is refused on every node', async () => {
  const [first, second] = system.nodes
  if (!first || !second) throw new Error('two nodes were started')
  const token = await signInAt(first.url, 'owner@acme.test', system.password)
  const authorization = `Bearer ${token}`
  const statuses = (origin: string) =>
    Promise.all(
      [first, second].map(({ url }) =>
        fetch(`${url}/api/orders`, { headers: { authorization, origin } }).then(({ status }) => status),
      ),
    )
  const [distrusted, removed] = ['https://distrusted.acme.example', 'https://removed.acme.example'] as const
  const ids: string[] = []
  for (const origin of [distrusted, removed]) {
    const headers = { authorization, 'content-type': 'application/json' }
    const added = await fetch(`${first.url}/api/tenant/origins`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ origin }),
    })
    ids.push(((await added.json()) as { id: string }).id)
    await operate('trust', origin)
    expect(await statuses(origin)).toEqual([200, 200])
  }
  await system.redis.kill()
  try {
    await operate('distrust', distrusted)
    const answer = await fetch(`${first.url}/api/tenant/origins/${ids[1]}`, {
      method: 'DELETE',
      headers: { authorization },
    })
    expect(answer.status).toBe(204)
    // Long before a grant expires: two minutes.
    await vi.waitFor(async () => {
      for (const origin of [distrusted, removed]) expect(await statuses(origin)).toEqual([403, 403])
    }, patience)
  } finally {
    await system.redis.start()
  }
  for (const origin of [distrusted, removed]) expect(await statuses(origin)).toEqual([403, 403])
})
