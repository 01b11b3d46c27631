import { randomUUID } from 'node:crypto'
import { mostKeysOfAccount, type ResponseOf } from '@palisade/contracts'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { createServiceAccount, removeServiceAccounts, type ServiceAccount } from '../support/create-service-account.ts'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { addMember, createTeam, membersOf, ownerToken } from '../support/teams.ts'
import { strengthenNew, strongTokenOf } from '../support/users.ts'

type NewKey = ResponseOf<'api-keys.create'>

const { mailboxUrl } = inject('target')

const createKey = async (account: { id: string } | undefined, more: object = {}, token = ownerToken()) => {
  const scopes = ['orders:read']
  const json = { name: 'key', scopes, expiresInDays: 30, ...(account && { serviceAccountId: account.id }), ...more }
  return call('/api/api-keys', { method: 'POST', token: await token, json })
}

const keyOf = async (account: ServiceAccount, more: object = {}) => (await createKey(account, more)).json<NewKey>()

const roll = async (id: string, overlapHours: number, token = ownerToken()) =>
  call(`/api/api-keys/${id}/roll`, { method: 'POST', token: await token, json: { expiresInDays: 30, overlapHours } })

const change = async ({ id }: { id: string }, json: object, token = ownerToken()) =>
  call(`/api/service-accounts/${id}`, { method: 'PATCH', token: await token, json })

const remove = async ({ id }: { id: string }, token = ownerToken()) =>
  call(`/api/service-accounts/${id}`, { method: 'DELETE', token: await token })

const listKeys = async (token = ownerToken()) =>
  (await call('/api/api-keys', { token: await token })).json<ResponseOf<'api-keys.list'>>().items

const listOrders = (key: string) => call('/api/orders?limit=1', { token: key })

const createOrder = (key: string, headers = {}) =>
  call('/api/orders', { method: 'POST', token: key, json: draft, headers })

const writing = ['orders:read', 'orders:write']

afterAll(removeServiceAccounts)

describe('[P6] a service account', () => {
  test('[S22] acts under its own name, with the scopes that both account and key have', async () => {
    const account = await createServiceAccount({ name: 'Shop import', scopes: writing })
    const { key } = await keyOf(account, { scopes: writing })
    const order = (await createOrder(key)).json<{ id: string }>()
    const history = (await call(`/api/orders/${order.id}/history`, { token: key })).json<ResponseOf<'orders.history'>>()
    expect(history.items.map(event => event.actor)).toEqual([{ id: account.id, name: 'Shop import' }])

    expect((await change(account, { scopes: ['orders:read'] })).status).toBe(200)
    expect((await listOrders(key)).status).toBe(200)
    expectProblem(await createOrder(key), 'insufficient-scope')
  })

  test('[S20] has no key with a scope that it lacks itself, and neither has one that controls access', async () => {
    const account = await createServiceAccount()
    const refused = await createKey(account, { scopes: writing })
    expectProblem(refused, 'validation-failed')
    expect(refused.json<{ errors: object[] }>().errors).toMatchObject([{ in: 'body', pointer: '/scopes' }])
    for (const scopes of [['members:manage'], ['api-keys:manage'], []]) {
      const answer = await call('/api/service-accounts', {
        method: 'POST',
        token: await ownerToken(),
        json: { name: 'x', scopes },
      })
      expectProblem(answer, 'validation-failed')
      expectProblem(await change(account, { scopes }), 'validation-failed')
    }
  })

  test('[S41] has a limit for all its keys together, beside that of each key and that of the tenant', async () => {
    const { key } = await keyOf(await createServiceAccount())
    const policy = (await listOrders(key)).headers['ratelimit-policy']
    for (const name of ['read-key', 'service-account', 'tenant', 'quota']) expect(policy).toContain(`"${name}"`)
    expect(policy).not.toContain('read-user')
  })

  test('[S27] that is disabled is refused at once, and works again when it is enabled', async () => {
    const account = await createServiceAccount()
    const { key } = await keyOf(account)
    expect((await listOrders(key)).status).toBe(200)
    expect((await change(account, { disabled: true })).json<ServiceAccount>()).toMatchObject({ disabled: true })
    await expect.poll(async () => (await listOrders(key)).status).toBe(401)
    expect((await change(account, { disabled: false })).json<ServiceAccount>()).toMatchObject({ disabled: false })
    await expect.poll(async () => (await listOrders(key)).status).toBe(200)
  })

  test('[S27] that is deleted is gone with its keys, and what it did keeps its name', async () => {
    const account = await createServiceAccount({ name: 'Gone', scopes: writing })
    const { key } = await keyOf(account, { scopes: writing })
    const { id } = (await createOrder(key)).json<{ id: string }>()
    expect((await remove(account)).status).toBe(204)
    await expect.poll(async () => (await listOrders(key)).status).toBe(401)
    for (const answer of [await remove(account), await change(account, { name: 'Back' }), await createKey(account)]) {
      expectProblem(answer, 'not-found')
    }
    const history = await call(`/api/orders/${id}/history`, { token: await ownerToken() })
    expect(history.text).toContain('"name":"Gone"')
    expect((await listKeys()).map(({ serviceAccountId }) => serviceAccountId)).not.toContain(account.id)
  })

  test('[S21] is no member: it has no role, and nobody can give it one', async () => {
    const { id } = await createServiceAccount()
    const token = await ownerToken()
    expect((await membersOf(token)).map(member => member.id)).not.toContain(id)
    for (const [method, path] of [
      ['PATCH', `/api/members/${id}`],
      ['DELETE', `/api/members/${id}`],
      ['POST', `/api/members/${id}/ownership`],
    ] as const) {
      const json = method === 'PATCH' ? { json: { role: 'owner' } } : {}
      expectProblem(await call(path, { method, token, ...json }), 'not-found')
    }
  })

  test('[S23] of another tenant gets no key', async () => {
    const account = await createServiceAccount({}, strongTokenOf('owner', 'globex'))
    expectProblem(await createKey(account), 'not-found')
    expectProblem(await createKey({ id: randomUUID() }), 'not-found')
  })
})

describe('[P6] a key of a service account', () => {
  test('is rolled with an overlap: until it ends, both keys work', async () => {
    const old = await keyOf(await createServiceAccount())
    const answer = await roll(old.id, 24)
    expect(answer.status).toBe(201)
    const { key, ...successor } = answer.json<NewKey>()
    const { name, scopes, serviceAccountId } = old
    expect(successor).toMatchObject({ name, scopes, serviceAccountId })
    for (const live of [old.key, key]) expect((await listOrders(live)).status).toBe(200)
    const ending = (await listKeys()).find(({ id }) => id === old.id)
    expect(Date.parse(ending?.expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(24 * 3_600_000)

    expect((await roll(successor.id, 0)).status).toBe(201)
    expectProblem(await listOrders(key), 'invalid-token')
    expectProblem(await roll(successor.id, 0), 'not-found')
  })

  test(`is one of ${mostKeysOfAccount} at the most, the old ones of a roll included`, async () => {
    const account = await createServiceAccount()
    const first = await keyOf(account)
    for (let more = 1; more < mostKeysOfAccount; more++) expect((await createKey(account)).status).toBe(201)
    expectProblem(await createKey(account), 'too-many-api-keys')
    expectProblem(await roll(first.id, 24), 'too-many-api-keys')
    expect((await roll(first.id, 0)).status).toBe(201)
  })

  test('[B8] repeats a request of its predecessor under the same Idempotency-Key', async () => {
    const account = await createServiceAccount({ scopes: writing })
    const old = await keyOf(account, { scopes: writing })
    const headers = { 'idempotency-key': randomUUID() }
    const created = await createOrder(old.key, headers)
    const { key } = (await roll(old.id, 24)).json<NewKey>()
    const repeated = await createOrder(key, headers)
    expect(repeated.headers['idempotency-replayed']).toBe('true')
    expect(repeated.json()).toEqual(created.json())
  })
})

test('[S20] only the creator of a personal key can roll it: its successor would act for somebody else', async () => {
  const creator = strongTokenOf('owner')
  const own = (await createKey(undefined, {}, creator)).json<NewKey>()
  expectProblem(await roll(own.id, 1, strongTokenOf('admin')), 'insufficient-role')
  expect((await roll(own.id, 1, creator)).status).toBe(201)
})

describe.skipIf(!mailboxUrl)(`[P6] when somebody leaves${mailboxUrl ? '' : ', where no mail can be read'}`, () => {
  test('the keys that they made for service accounts work on, and are marked to be rolled', async () => {
    const { token } = await createTeam()
    const admin = await addMember(token, 'admin')
    const strong = strengthenNew(admin)
    const account = await createServiceAccount({}, strong)
    const [ofAccount, personal] = [await createKey(account, {}, strong), await createKey(undefined, {}, strong)]
    const { key, id } = ofAccount.json<NewKey>()
    const find = async () => (await listKeys(Promise.resolve(token))).find(found => found.id === id)
    expect(await find()).toMatchObject({ createdBy: admin.user.id, rollDue: false })

    const member = `/api/members/${admin.user.id}`
    await call(member, { method: 'PATCH', token, json: { role: 'partner' } })
    expect((await listOrders(key)).status).toBe(200)
    expect(await find()).toMatchObject({ rollDue: true })
    expect((await call(member, { method: 'DELETE', token })).status).toBe(204)
    expect((await listOrders(key)).status).toBe(200)
    await expect.poll(async () => (await listOrders(personal.json<NewKey>().key)).status).toBe(401)

    const successor = (await roll(id, 0, Promise.resolve(token))).json<NewKey>()
    expect(successor.rollDue).toBe(false)
    expect((await listOrders(successor.key)).status).toBe(200)
  })
})
