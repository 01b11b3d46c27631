import { forwardedPreflights, limitClasses } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { expectNotAudited, expectNothingOf, expectProblem } from './edge-expectations.ts'
import { order, token } from './edge-samples.ts'
import { type Answer, logOf, missingEdge, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
const form = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }

describe.skipIf(skipped)(`a page of another site${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const ask = (path: string, headers: Record<string, string>, json?: object) =>
    send(running.edge, path, { json, headers: { 'user-agent': 'node', ...headers } })

  it.each([
    ['an image', image, '/api/orders', undefined],
    ['an image that searches', image, '/api/orders/search?q=lamp', undefined],
    ['a form', form, '/api/orders', order()],
    ['a form that signs in', form, '/api/auth/sign-in', { email: 'a@b.example', password: 'x' }],
    ['a link', form, '/api/auth/me', undefined],
    ['a socket', { ...form, 'sec-fetch-mode': 'websocket' }, '/api/auth/me', undefined],
    ['a sibling of the API’s domain', { ...image, 'sec-fetch-site': 'same-site' }, '/api/orders', undefined],
    ['an image of nothing', image, '/api/nothing', undefined],
    ['a page that names no mode', { 'sec-fetch-site': 'cross-site' }, '/api/orders', undefined],
    ['a page with more than a mode', { ...form, 'sec-fetch-mode': 'cors x' }, '/api/orders', undefined],
    ['a link with a token', { ...form, authorization: `Bearer ${token}` }, '/api/orders', undefined],
  ])('[S32] %s is refused and counted, without an inspection', async (_, headers, path, json) => {
    const answer = await expectNothingOf(running, () => ask(path, headers, json))
    expectProblem(answer, 403, 'origin-not-allowed')
    expect(await logOf(running.edge, answer.headers['x-request-id'])).toMatchObject({ status: 403, limit: 'PASSED' })
    await expectNotAudited(running.edge, answer)
  })

  it.each([
    ['no such fields', {}],
    ['a mode alone', { 'sec-fetch-mode': 'navigate' }],
    ['the same origin', { ...image, 'sec-fetch-site': 'same-origin' }],
    ['the address bar', { ...form, 'sec-fetch-site': 'none' }],
    ['CORS', { ...image, 'sec-fetch-mode': 'cors' }],
    ['CORS on the same site', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    ['a site that no browser names', { 'sec-fetch-site': 'elsewhere', 'sec-fetch-mode': 'no-cors' }],
  ])('a request with %s passes', async (_, headers) => {
    expect((await ask('/api/orders', headers)).status).toBe(200)
    expect((await ask('/api/orders', headers, order())).status).toBe(200)
  })

  it.each(['/livez', '/readyz', '/.well-known/jwks.json'])('any page may show or open %s', async path => {
    for (const headers of [image, form]) expect((await ask(path, headers)).status).toBe(200)
  })

  it('gets the same answer for undeclared paths', async () => {
    expectProblem(await ask('/livez', { ...form, 'content-type': 'text/plain' }, {}), 403, 'origin-not-allowed')
  })

  it.each([
    ['a preflight', { origin: 'https://evil.example/', 'access-control-request-method': 'POST' }, 'OPTIONS'],
    ['the origin null', { origin: 'null' }, 'GET'],
  ])('[S40] %s that is refused is counted', async (_, headers, method) => {
    const answer = await expectNothingOf(running, () => send(running.edge, '/api/orders', { method, headers }))
    expectProblem(answer, 403, 'origin-not-allowed')
    expect(await logOf(running.edge, answer.headers['x-request-id'])).toMatchObject({ limit: 'PASSED' })
  })

  it('[S40] is limited by the class of public documents, and takes nothing from the limits of reads and preflights', async () => {
    const { burst } = limitClasses.system.perIp
    const answers: Answer[] = []
    while (answers.length < burst + 60) {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => ask('/api/orders', image)))))
    }
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403, 429]))
    expect(refused[0]?.json()).toMatchObject({ code: 'quota-exceeded' })
    expect((await ask('/api/orders', {})).status).toBe(200)
    const preflight = { origin: 'https://shop.tenant.example', 'access-control-request-method': 'GET' }
    const asked = Array.from({ length: forwardedPreflights.burst }, () =>
      send(running.edge, '/api/orders', { method: 'OPTIONS', headers: preflight }),
    )
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]))
  })
})
