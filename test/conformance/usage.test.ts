import { setTimeout as sleep } from 'node:timers/promises'
import { limitClasses, type Order, type ResponseOf } from '@palisade/contracts'
import { afterAll, describe, expect, test } from 'vitest'
import { createServiceAccount, removeServiceAccounts } from '../support/create-service-account.ts'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { createTeam } from '../support/teams.ts'
import { signUp } from '../support/users.ts'

type Usage = ResponseOf<'usage.read'>

afterAll(removeServiceAccounts)

async function readUsage(token: string, query = ''): Promise<Usage> {
  const answer = await call(`/api/usage${query}`, { token })
  expect(answer.status, answer.text).toBe(200)
  return answer.json<Usage>()
}

/** Nodes add what they have counted every few seconds. */
async function usageOnce(token: string, isThere: (usage: Usage) => boolean, query = ''): Promise<Usage> {
  for (let tries = 0; tries < 60; tries++) {
    const usage = await readUsage(token, query)
    if (isThere(usage)) return usage
    await sleep(1_000)
  }
  throw new Error('the usage does not show the requests')
}

const callerIn = ({ callers }: Usage, id: string | null) => callers.find(caller => caller.id === id)

const requestsOf = ({ times }: Usage, name: string) =>
  times.filter(time => time.class === name).reduce((sum, { requests }) => sum + requests, 0)

describe('[P11] usage', () => {
  test('[S94] counts the requests of a tenant by class, by key and by refusal, and no other tenant’s', async () => {
    const { token } = await createTeam()
    const json = { name: 'Warehouse', scopes: ['orders:read'], expiresInDays: 1 }
    const created = await call('/api/api-keys', { method: 'POST', token, json })
    const { key, id } = created.json<ResponseOf<'api-keys.create'>>()
    for (let index = 0; index < 3; index++) expect((await call('/api/orders', { token: key })).status).toBe(200)
    expectProblem(await call('/api/orders', { method: 'POST', token: key, json: draft }), 'insufficient-scope')

    const usage = await usageOnce(token, found => callerIn(found, id)?.requests === 4)
    const { read, write } = limitClasses
    expect(callerIn(usage, id)).toEqual({
      kind: 'api-key',
      id,
      name: 'Warehouse',
      serviceAccount: null,
      requests: 4,
      units: 3 * read.cost + write.cost,
      refused: { unauthenticated: 0, forbidden: 1, limited: 0 },
    })
    expect(callerIn(usage, null)).toMatchObject({ kind: 'people', name: null })

    const ofKey = await readUsage(token, `?callerId=${id}`)
    expect(ofKey.callers.map(caller => caller.id)).toEqual([id])
    expect([requestsOf(ofKey, 'read'), requestsOf(ofKey, 'write')]).toEqual([3, 1])

    const stranger = await signUp()
    expect(callerIn(await readUsage(stranger.accessToken), id)).toBeUndefined()
    expect((await readUsage(stranger.accessToken, `?callerId=${id}`)).times).toEqual([])
  })

  test('shows that somebody still uses a key of a disabled service account', async () => {
    const { token } = await createTeam()
    const account = await createServiceAccount({ name: 'Robot' }, Promise.resolve(token))
    const json = { name: 'Old', scopes: ['orders:read'], expiresInDays: 1, serviceAccountId: account.id }
    const created = await call('/api/api-keys', { method: 'POST', token, json })
    const { key, id } = created.json<ResponseOf<'api-keys.create'>>()
    await call(`/api/service-accounts/${account.id}`, { method: 'PATCH', token, json: { disabled: true } })
    expectProblem(await call('/api/orders', { token: key }), 'invalid-token')
    const usage = await usageOnce(token, found => callerIn(found, id) !== undefined)
    expect(callerIn(usage, id)).toEqual({
      kind: 'api-key',
      id,
      name: 'Old',
      serviceAccount: { id: account.id, name: 'Robot' },
      requests: 1,
      units: 0,
      refused: { unauthenticated: 1, forbidden: 0, limited: 0 },
    })
  })

  test('is answered by the hour for a day, and by the day for longer', async () => {
    const { accessToken: token } = await signUp()
    const [hours, days] = [
      await usageOnce(token, found => found.times.length > 0),
      await readUsage(token, '?period=90-days'),
    ]
    expect(hours.unit).toBe('hour')
    expect(Date.parse(hours.before) - Date.parse(hours.from)).toBe(24 * 3_600_000)
    expect(days.unit).toBe('day')
    expect(Date.parse(days.before) - Date.parse(days.from)).toBe(90 * 86_400_000)
    const latest = days.times.at(-1)
    expect(latest?.at).toBe(new Date(Date.parse(days.before) - 86_400_000).toISOString())
    expectProblem(await call('/api/usage?period=10-years', { token }), 'validation-failed')
  })
})

describe('[P12] the orders of each day', () => {
  const byDay = async (token: string, query = '') =>
    (await call(`/api/orders/by-day${query}`, { token })).json<ResponseOf<'orders.by-day'>>()

  test('[S94] are counted by status and currency, and no other tenant’s', async () => {
    const { accessToken: token } = await signUp()
    const orders: Order[] = []
    for (const currency of ['EUR', 'EUR', 'USD'] as const) {
      const answer = await call('/api/orders', { method: 'POST', token, json: { ...draft, currency } })
      orders.push(answer.json<Order>())
    }
    const [first] = orders
    const headers = { 'if-match': '"1"' }
    const path = `/api/orders/${first?.id}/transitions`
    expect((await call(path, { method: 'POST', token, headers, json: { to: 'placed' } })).status).toBe(200)

    const { items, from, before } = await byDay(token)
    const totalMinor = String(first?.totalMinor)
    const found = items.map(({ day: _, ...rest }) => rest)
    expect(found).toEqual([
      { status: 'draft', currency: 'EUR', orders: 1, totalMinor },
      { status: 'draft', currency: 'USD', orders: 1, totalMinor },
      { status: 'placed', currency: 'EUR', orders: 1, totalMinor },
    ])
    expect(items.map(({ day }) => day)).toEqual(orders.map(({ createdAt }) => createdAt.slice(0, 10)))
    expect(Date.parse(before) - Date.parse(from)).toBe(30 * 86_400_000)

    const stranger = await signUp()
    expect((await byDay(stranger.accessToken, '?period=90-days')).items).toEqual([])
  })
})
