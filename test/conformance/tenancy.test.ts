import { randomUUID } from 'node:crypto'
import { type Endpoint, endpoints, type ResponseOf } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { expectProblem } from './expectations.ts'
import { call } from './http.ts'
import { createOrder } from './order-samples.ts'
import { tokenOf } from './people.ts'

const bodies: Partial<Record<string, unknown>> = {
  'orders.change': { note: 'mine now' },
  'orders.move': { to: 'placed' },
}

const withOrderId = Object.values<Endpoint>(endpoints).filter(endpoint => endpoint.path.includes('{orderId}'))

describe('[S23] [S94] another tenant’s order', () => {
  for (const { id, method, path } of withOrderId) {
    test(`is not there for ${id}, just as one that never was`, async () => {
      const foreign = await createOrder('globex')
      const token = await tokenOf('owner', 'acme')
      for (const orderId of [foreign.id, randomUUID()]) {
        const json = bodies[id]
        const headers = { 'if-match': '"1"' }
        const answer = await call(path.replace('{orderId}', orderId), {
          method,
          token,
          headers,
          ...(json !== undefined && { json }),
        })
        expectProblem(answer, 'not-found')
      }
    })
  }

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

test('[S23] every endpoint with an id in its path is tried', () => {
  const withParameters = Object.values<Endpoint>(endpoints).filter(endpoint => endpoint.path.includes('{'))
  const elsewhere = ['tenant.remove-origin'] // tenant-origins.test.ts
  expect(withParameters.filter(({ id }) => !elsewhere.includes(id))).toEqual(withOrderId)
})
