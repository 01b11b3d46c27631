import { randomUUIDv7 } from 'node:crypto'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoPassword, startTestApp, type TestApp } from '../../app-for-tests.ts'

let api: TestApp

beforeAll(async () => {
  api = await startTestApp()
})

afterAll(() => api?.stop())

async function signIn() {
  const credentials = { email: 'member@acme.test', password: demoPassword, refreshTokenIn: 'body' }
  const { body } = await api.post('/api/auth/sign-in', credentials)
  const { accessToken, user } = body as { accessToken: string; user: { id: string; tenant: { id: string } } }
  return { token: accessToken, memberId: user.id, tenantId: user.tenant.id }
}

const send = (method: 'GET' | 'DELETE', url: string, token: string) =>
  api.app.inject({ method, url, headers: { authorization: `Bearer ${token}` }, payloadAsStream: true })

/** Twelve pages of the database: far more than the buffers between it and the client. */
async function placeOrders(count: number, { memberId, tenantId }: { memberId: string; tenantId: string }) {
  const order = { tenantId, customerName: 'Ada', customerEmail: 'ada@example.org', currency: 'EUR', status: 'draft' }
  const data = Array.from({ length: count }, (_, number) => {
    const own = { id: randomUUIDv7(), reference: `ORD-TEST-${number}`, note: 'Ring twice. '.repeat(50) }
    return { ...order, ...own, totalMinor: 0, createdBy: memberId }
  })
  await api.db.forTenant(tenantId, tx => tx.order.createMany({ data }))
}

/** Counts the orders that come until the file ends, or is broken off. */
async function countOrders(file: Readable): Promise<{ orders: number; isWhole: boolean }> {
  let text = ''
  file.on('data', chunk => (text += chunk))
  const isWhole = await once(file, 'end').then(
    () => true,
    () => false,
  )
  return { orders: text.split('\n').length - 1, isWhole }
}

test('[S27] an export that is under way ends when its caller loses access, and not with the file', async () => {
  const caller = await signIn()
  await placeOrders(1_200, caller)
  const whole = await send('GET', '/api/orders/export?format=ndjson', caller.token)
  expect(await countOrders(whole.stream())).toMatchObject({ isWhole: true, orders: expect.toSatisfy(n => n >= 1_200) })

  const begun = await send('GET', '/api/orders/export?format=ndjson', caller.token)
  expect(begun.statusCode).toBe(200)
  const ended = await send('DELETE', '/api/auth/sessions', caller.token)
  expect(ended.statusCode).toBe(204)
  const { orders, isWhole } = await countOrders(begun.stream())
  expect(isWhole).toBe(false)
  expect(orders).toBeLessThan(1_000)
})
