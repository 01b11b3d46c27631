import { randomUUID } from 'node:crypto'
import {
  type Endpoint,
  endpoints,
  exampleFileOf,
  exampleOf,
  isOperatorScope,
  type ResponseOf,
} from '@palisade/contracts'
import { afterAll, describe, expect, test } from 'vitest'
import { createTestClient } from '../support/client-assertions.ts'
import { createOrder } from '../support/create-order.ts'
import { createServiceAccount, removeServiceAccounts } from '../support/create-service-account.ts'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { importFile } from '../support/imports.ts'
import { ownerToken } from '../support/teams.ts'
import { strongTokenOf, tokenOf } from '../support/users.ts'

afterAll(removeServiceAccounts)

const bodies: Partial<Record<string, unknown>> = {
  'orders.change': { note: 'mine now' },
  'orders.move': { to: 'placed' },
  'members.change': { role: 'member' },
  'service-accounts.change': { disabled: true },
}

type Invitation = ResponseOf<'invitations.create'>

type Foreign = { id: string; read: () => Promise<unknown> }

const create = async <T>(path: string, json: object, token = tokenOf('owner', 'globex')) => {
  const answer = await call(path, { method: 'POST', token: await token, json })
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
  return answer.json<T>()
}

const read = async <T>(path: string, token = tokenOf('owner', 'globex')) =>
  (await call(path, { token: await token })).json<T>()

/** An entry of a list of globex, as its owner reads it. */
const readIn = async <T extends { id: string }>(path: string, id: string, token?: Promise<string>) =>
  (await read<{ items: T[] }>(path, token)).items.find(item => item.id === id)

/** For kinds of ids that no endpoint creates by example: a resource of globex, and how its owner reads it. */
const foreign: Record<string, () => Promise<Foreign>> = {
  orderId: async () => {
    const { id } = await createOrder('globex')
    return { id, read: () => read(`/api/orders/${id}`) }
  },
  sessionId: async () => {
    const { items } = await read<ResponseOf<'sessions.list'>>('/api/auth/sessions')
    const id = items[0]?.id ?? ''
    return { id, read: () => readIn('/api/auth/sessions', id) }
  },
  keyId: async () => {
    const token = strongTokenOf('owner', 'globex')
    const json = { name: 'foreign', scopes: ['orders:read'], expiresInDays: 1 }
    const { id } = await create<ResponseOf<'api-keys.create'>>('/api/api-keys', json, token)
    return { id, read: () => readIn('/api/api-keys', id, token) }
  },
  clientKeyId: async () => {
    const { key } = await createTestClient(['orders:read'], strongTokenOf('owner', 'globex'))
    return { id: key.id, read: () => readIn('/api/client-keys', key.id, strongTokenOf('owner', 'globex')) }
  },
  accountId: async () => {
    const token = strongTokenOf('owner', 'globex')
    const { id } = await createServiceAccount({ name: 'foreign' }, token)
    return { id, read: () => readIn('/api/service-accounts', id, token) }
  },
  originId: async () => {
    const origin = `https://${randomUUID()}.globex.example`
    const { id } = await create<ResponseOf<'tenant.add-origin'>>('/api/tenant/origins', { origin })
    // A worker changes the rest of it when it looks up the domain.
    return { id, read: async () => (await readIn<{ id: string; origin: string }>('/api/tenant/origins', id))?.origin }
  },
  invitationId: async () => {
    const token = strongTokenOf('owner', 'globex')
    const json = { email: `${randomUUID()}@globex.example`, role: 'member' }
    const { id } = await create<ResponseOf<'invitations.create'>>('/api/invitations', json, token)
    // A worker notes when it was mailed.
    return { id, read: async () => (await readIn<Invitation>('/api/invitations', id, token))?.expiresAt }
  },
  reportId: async () => {
    const json = { createdFrom: '2026-01-01T00:00:00Z', createdBefore: '2026-02-01T00:00:00Z' }
    const { id } = await create<ResponseOf<'reports.create'>>('/api/reports', json)
    // A worker changes the rest of it when it computes the report.
    return { id, read: async () => (await read<ResponseOf<'reports.read'>>(`/api/reports/${id}`)).createdFrom }
  },
  importId: async () => {
    const token = await tokenOf('owner', 'globex')
    const { id } = await importFile(token, exampleFileOf('text/csv'))
    return { id, read: () => read(`/api/order-imports/${id}`) }
  },
  filterId: async () => {
    const token = await tokenOf('owner', 'globex')
    const { id } = await create<ResponseOf<'order-filters.create'>>('/api/order-filters', { name: 'Paid', choices: {} })
    return { id, read: () => readIn('/api/order-filters', id, Promise.resolve(token)) }
  },
  memberId: async () => {
    const { items } = await read<ResponseOf<'members.list'>>('/api/members')
    const id = items.at(-1)?.id ?? ''
    return { id, read: () => readIn('/api/members', id) }
  },
}

const declared = Object.values<Endpoint>(endpoints)

/** Those of the operator console belong to no tenant. */
const isOfTenants = ({ access }: Endpoint) => typeof access !== 'object' || !isOperatorScope(access.scope)

const withId = declared.filter(
  endpoint => endpoint.path.includes('{') && isOfTenants(endpoint) && endpoint.access !== 'public',
)

/** A resource that one endpoint creates from the example of its schema, and another one reads at its id. */
async function createByExample(collection: string): Promise<Foreign> {
  const isReading = ({ method, path }: Endpoint) => method === 'GET' && path.replace(/\/\{\w+\}$/, '') === collection
  const creating = declared.find(({ method, path, location }) => method === 'POST' && path === collection && location)
  if (!creating?.request.body || !declared.some(isReading)) throw new Error(`declare in foreign what ${collection} has`)
  const { id } = await create<{ id: string }>(collection, exampleOf(creating.request.body) as object)
  return { id, read: () => read(`${collection}/${id}`) }
}

describe('[S23] [S94] a resource of another tenant', () => {
  for (const { id: endpoint, method, path, request: parts } of withId) {
    test(`is not found by ${endpoint}, like one that does not exist, and stays as it is`, async () => {
      const name = /\{(\w+)\}/.exec(path)?.[1] ?? ''
      const collection = path.slice(0, path.indexOf(`/{${name}}`))
      const { id, read } = await (foreign[name]?.() ?? createByExample(collection))
      const before = await read()
      expect(before, 'what the owner reads').toBeTruthy()
      const token = await ownerToken()
      const json = bodies[endpoint] ?? (parts.body && exampleOf(parts.body))
      for (const tried of [id, randomUUID()]) {
        const headers = { 'if-match': '"1"' }
        const request = { method, token, headers, ...(json !== undefined && { json }) }
        expectProblem(await call(path.replace(`{${name}}`, tried), request), 'not-found')
      }
      expect(await read()).toEqual(before)
    })
  }

  test('is in no list and no search of orders', async () => {
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
