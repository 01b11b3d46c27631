import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem, ResponseOf } from '@palisade/contracts'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
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

test('[S77] a tenant is suspended on every node with the next request, and comes back as quickly', async () => {
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

test('[S77] a new plan holds on every node at once, and what was used this month stays used', async () => {
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

test('[S76] an origin is let in and refused on every node at once, by the operator and by its tenant', async () => {
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

test('a command that is none changes nothing and says how it is used', async () => {
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
