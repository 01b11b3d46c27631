import { randomUUID } from 'node:crypto'
import { type Endpoint, endpoints, type ResponseOf } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { createOrder } from '../support/order-samples.ts'
import { strongTokenOf, tokenOf } from '../support/users.ts'

const bodies: Partial<Record<string, unknown>> = {
  'orders.change': { note: 'mine now' },
  'orders.move': { to: 'placed' },
  'members.change': { role: 'member' },
}

/** For each kind of id in a path: something of globex that has one. */
const foreignIds: Record<string, () => Promise<string>> = {
  orderId: async () => (await createOrder('globex')).id,
  sessionId: async () => {
    const answer = await call('/api/auth/sessions', { token: await tokenOf('owner', 'globex') })
    return answer.json<ResponseOf<'sessions.list'>>().items[0]?.id ?? ''
  },
  keyId: async () => {
    const json = { name: 'foreign', scopes: ['orders:read'], expiresInDays: 1 }
    const answer = await call('/api/api-keys', { method: 'POST', token: await strongTokenOf('owner', 'globex'), json })
    return answer.json<ResponseOf<'api-keys.create'>>().id
  },
  originId: async () => {
    const json = { origin: `https://${randomUUID()}.globex.example` }
    const answer = await call('/api/tenant/origins', { method: 'POST', token: await tokenOf('owner', 'globex'), json })
    return answer.json<ResponseOf<'tenant.add-origin'>>().id
  },
  reportId: async () => {
    const json = { createdFrom: '2026-01-01T00:00:00Z', createdBefore: '2026-02-01T00:00:00Z' }
    const answer = await call('/api/reports', { method: 'POST', token: await tokenOf('owner', 'globex'), json })
    return answer.json<ResponseOf<'reports.create'>>().id
  },
  memberId: async () => {
    const answer = await call('/api/members', { token: await tokenOf('owner', 'globex') })
    return answer.json<ResponseOf<'members.list'>>().items.at(-1)?.id ?? ''
  },
}

const withId = Object.values<Endpoint>(endpoints).filter(endpoint => endpoint.path.includes('{'))

describe('[S23] [S94] what belongs to another tenant', () => {
  for (const { id, method, path } of withId) {
    test(`is not there for ${id}, just as what never was`, async () => {
      const name = /\{(\w+)\}/.exec(path)?.[1] ?? ''
      const foreignId = await foreignIds[name]?.()
      if (!foreignId) throw new Error(`say in foreignIds what a foreign ${name} is`)
      const token = await strongTokenOf('owner', 'acme')
      const json = bodies[id]
      for (const tried of [foreignId, randomUUID()]) {
        const headers = { 'if-match': '"1"' }
        const request = { method, token, headers, ...(json !== undefined && { json }) }
        expectProblem(await call(path.replace(`{${name}}`, tried), request), 'not-found')
      }
    })
  }
})

describe('[S23] [S94] another tenant’s order', () => {
  test('is untouched by all of that', async () => {
    const foreign = await createOrder('globex')
    const token = await tokenOf('owner', 'globex')
    expect((await call(`/api/orders/${foreign.id}`, { token })).json()).toEqual(foreign)
  })

  test('is in no list and no search', async () => {
    const foreign = await createOrder('globex')
    const token = await tokenOf('owner', 'acme')
    const listed = await call('/api/orders?limit=100', { token })
    const found = await call(`/api/orders/search?q=${foreign.reference}`, { token })
    const ids = [listed, found].flatMap(answer =>
      answer.json<ResponseOf<'orders.search'>>().items.map(order => order.id),
    )
    expect(ids).not.toContain(foreign.id)
  })
})

test('[S23] [S94] orders that two tenants create at the same time are created, each for its own tenant', async () => {
  const tenants = Array.from({ length: 5 }, () => ['acme', 'globex'] as const).flat()
  const created = await Promise.all(tenants.map(async tenant => ({ tenant, order: await createOrder(tenant) })))
  for (const { tenant, order } of created) {
    const answer = await call(`/api/orders/${order.id}`, { token: await tokenOf('owner', tenant) })
    expect(answer.json()).toEqual(order)
  }
})
