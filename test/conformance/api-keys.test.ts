import { randomUUID } from 'node:crypto'
import { apiKeyFormat, type ResponseOf } from '@palisade/contracts'
import { createApiKey } from '@palisade/security/credentials'
import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call, callOnce } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { strongTokenOf } from '../support/users.ts'

type NewKey = ResponseOf<'api-keys.create'>

const order = { name: 'Warehouse', scopes: ['orders:read'], expiresInDays: 30 }

async function create(json: object = order) {
  return call('/api/api-keys', { method: 'POST', token: await strongTokenOf('owner'), json })
}

async function list() {
  const answer = await call('/api/api-keys', { token: await strongTokenOf('owner') })
  return answer.json<ResponseOf<'api-keys.list'>>().items
}

const listOrders = (key: string) => call('/api/orders?limit=1', { token: key })

describe('an API key', () => {
  test('[S41] is shown once, and afterwards only its beginning is known', async () => {
    const answer = await create()
    expect(answer.status).toBe(201)
    const { key, ...rest } = answer.json<NewKey>()
    expect(key).toMatch(/^pk_[0-9A-Za-z]{38}$/)
    expect(rest).toMatchObject({ ...{ name: 'Warehouse', scopes: ['orders:read'] }, lastUsedAt: null })
    expect(key.startsWith(rest.hint)).toBe(true)
    const listed = (await list()).find(({ id }) => id === rest.id)
    expect(listed).toEqual(rest)
  })

  test('[S22] permits what its scopes permit, in its own tenant, and nothing else', async () => {
    const { key } = (await create()).json<NewKey>()
    expect((await listOrders(key)).status).toBe(200)
    expectProblem(await call('/api/orders', { method: 'POST', token: key, json: draft }), 'insufficient-scope')
    for (const path of ['/api/auth/me', '/api/auth/sessions', '/api/api-keys', '/api/members']) {
      expectProblem(await call(path, { token: key }), 'insufficient-scope')
    }
  })

  test('[S41] has its own limits, beside those of its owner', async () => {
    const { key } = (await create()).json<NewKey>()
    const answer = await listOrders(key)
    expect(answer.headers['ratelimit-policy']).toContain('"read-key";q=600;w=60')
    expect(answer.headers['ratelimit-policy']).not.toContain('read-user')
  })

  test('shows when it was last used', async () => {
    const { key, id } = (await create()).json<NewKey>()
    await listOrders(key)
    const used = (await list()).find(found => found.id === id)?.lastUsedAt
    expect(Math.abs(Date.now() - Date.parse(used ?? ''))).toBeLessThan(60_000)
  })

  test('[S27] that is revoked is refused with the next request', async () => {
    const { key, id } = (await create()).json<NewKey>()
    expect((await listOrders(key)).status).toBe(200)
    const token = await strongTokenOf('owner')
    expect((await call(`/api/api-keys/${id}`, { method: 'DELETE', token })).status).toBe(204)
    expectProblem(await listOrders(key), 'invalid-token')
    expect((await list()).map(found => found.id)).not.toContain(id)
    expectProblem(await call(`/api/api-keys/${id}`, { method: 'DELETE', token }), 'not-found')
  })

  test('[S98] that is made up, mistyped or cut is refused like any other credential', async () => {
    const { key } = createApiKey(apiKeyFormat)
    const mistyped = key.replace(/.$/, last => (last === '0' ? '1' : '0'))
    for (const presented of [key, mistyped, key.slice(0, -1), 'pk_', `pk_${'A'.repeat(38)}`]) {
      const answer = await listOrders(presented)
      expectProblem(answer, 'invalid-token')
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="palisade", error="invalid_token"')
    }
  })
})

describe('creating an API key', () => {
  test('[S20] [S98] refuses scopes that control access, and requires an expiry', async () => {
    for (const json of [
      { ...order, scopes: ['members:manage'] },
      { ...order, scopes: ['api-keys:manage'] },
      { ...order, scopes: [] },
      { ...order, scopes: ['orders:read', 'orders:read'] },
      { ...order, expiresInDays: 366 },
      { name: 'Forever', scopes: ['orders:read'] },
      { ...order, key: createApiKey(apiKeyFormat).key },
    ]) {
      expectProblem(await create(json), 'validation-failed')
    }
  })

  test('revoking an unknown one gets 404', async () => {
    const token = await strongTokenOf('owner')
    expectProblem(await call(`/api/api-keys/${randomUUID()}`, { method: 'DELETE', token }), 'not-found')
  })
})

test('[S96] addresses that send made-up keys soon get 429, and their tokens still work', async () => {
  const statuses: number[] = []
  // Each node counts for itself.
  for (let sent = 0; sent < 200; sent++) {
    const answer = await callOnce('/api/orders', { token: createApiKey(apiKeyFormat).key })
    statuses.push(answer.status)
    if (answer.status !== 429) continue
    expectProblem(answer, 'quota-exceeded')
    break
  }
  expect(statuses.at(-1)).toBe(429)
  expect((await call('/api/auth/me', { token: await strongTokenOf('owner') })).status).toBe(200)
})
