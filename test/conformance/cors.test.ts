import { corsPolicy } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { tokenOf } from '../support/users.ts'

const own = inject('target').webOrigin

const preflight = (origin: string, method = 'POST', headers = 'authorization,content-type', path = '/api/orders') =>
  call(path, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers },
  })

describe('a preflight', () => {
  test('[S34] [S35] lists the methods and headers of this path, with a max-age', async () => {
    const answer = await preflight(own)
    expect(answer.status).toBe(204)
    expect(answer.text).toBe('')
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': own,
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '600',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    })
    expect(listOf(answer.headers['access-control-allow-methods'])).toEqual(['GET', 'HEAD', 'POST'])
    expect(listOf(answer.headers['access-control-allow-headers'])).toEqual([...corsPolicy.allowedHeaders].sort())
  })

  test('[S34] for a method or a header that is not declared is refused', async () => {
    expectProblem(await preflight(own, 'DELETE'), 'origin-not-allowed')
    expectProblem(await preflight(own, 'GET', '', '/livez'), 'origin-not-allowed')
    expectProblem(await preflight(own, 'TRACE'), 'origin-not-allowed')
    expectProblem(await preflight(own, 'POST', 'x-forwarded-for'), 'origin-not-allowed')
  })

  test('counts towards no limit', async () => {
    const answer = await preflight(own)
    expect(answer.headers['ratelimit']).toBeUndefined()
  })
})

describe('[S32] [S35] a foreign origin', () => {
  const { protocol, host } = new URL(own)
  const foreign = [
    'https://evil.example',
    `${protocol}//evil.${host}`,
    `${protocol}//${host}.evil.example`,
    `${own}/`,
    own.toUpperCase(),
    'null',
    '*',
    'file://',
    'https://app.palisade.example.',
  ]
  for (const origin of foreign) {
    test(`is refused without CORS headers: ${origin}`, async () => {
      const token = await tokenOf('member')
      for (const answer of [await preflight(origin), await call('/api/orders', { token, headers: { origin } })]) {
        expectProblem(answer, 'origin-not-allowed')
        expect(answer.headers['access-control-allow-origin']).toBeUndefined()
        expect(answer.headers.vary).toContain('Origin')
      }
    })
  }
})

describe('an allowed origin', () => {
  test('[S72] can read every answer, errors included, and the headers that it needs', async () => {
    const token = await tokenOf('member')
    const answers = [
      await call('/api/orders', { token, headers: { origin: own } }),
      await call('/api/orders', { headers: { origin: own } }),
      await call('/api/nothing', { headers: { origin: own } }),
      await call('/api/orders', { method: 'PUT', headers: { origin: own } }),
      await call('/api/orders', { method: 'POST', token, headers: { origin: own }, json: { a: 'x'.repeat(66_000) } }),
    ]
    expect(answers.map(answer => answer.status)).toEqual([200, 401, 404, 405, 413])
    for (const { headers } of answers) {
      expect(headers).toMatchObject({ 'access-control-allow-origin': own, 'access-control-allow-credentials': 'true' })
      expect(headers.vary).toContain('Origin')
      expect(listOf(headers['access-control-expose-headers'])).toEqual([...corsPolicy.exposedHeaders].sort())
    }
  })
})

test('[S105] a request without Origin, which no browser sends across origins, passes', async () => {
  const answer = await call('/api/orders', { token: await tokenOf('member') })
  expect(answer.status).toBe(200)
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  expect(answer.headers.vary).toContain('Origin')
})

function listOf(value: string | undefined): string[] {
  return (value ?? '').split(/,\s*/).sort()
}
