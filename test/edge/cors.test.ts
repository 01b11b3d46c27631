import { describe, expect, it } from 'vitest'
import { expectProblem } from './edge-expectations.ts'
import { partner } from './edge-samples.ts'
import { type Answer, type Echo, logOf, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()

describe.skipIf(skipped)(`CORS at the edge${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const get = (path: string, sent?: Sent) => send(running.edge, path, sent)
  const echoed = (answer: Answer) => answer.json() as Echo

  const preflight = (origin: string, method = 'POST', names = 'authorization,content-type', path = '/api/orders') =>
    get(path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': names },
    })

  it('[S38] [S39] the edge answers a preflight itself, and keeps it out of the main log', async () => {
    const before = running.echo.seen.length
    for (const origin of [partner, running.edge.url]) {
      const answer = await preflight(origin)
      expect(answer.status).toBe(204)
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST, GET, HEAD',
        'access-control-allow-credentials': 'true',
        'access-control-max-age': '600',
      })
      expect(running.echo.seen.length).toBe(before)
      const next = await get('/api/nothing')
      await logOf(running.edge, next.headers['x-request-id'])
      const logged = (await running.edge.accessLog()).map(({ requestId }) => requestId)
      expect(logged).not.toContain(answer.headers['x-request-id'])
    }
    expect(running.echo.seen.length).toBe(before)
  })

  it('[S76] a preflight of an unlisted origin, which may be a tenant’s, goes to the API with its CORS fields', async () => {
    const answer = await preflight('https://shop.tenant.example')
    expect(answer.status).toBe(200)
    expect(echoed(answer)).toMatchObject({
      method: 'OPTIONS',
      url: '/api/orders',
      headers: {
        origin: 'https://shop.tenant.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
        'x-request-id': answer.headers['x-request-id'],
      },
    })
  })

  it.each(['https://my_shop.tenant.example:8443', 'https://xn--bcher-kva.example'])(
    '[S76] %s may be a tenant’s own, as the API may have verified it',
    async origin => {
      expect((await preflight(origin)).status).toBe(200)
      expect((await get('/api/orders', { headers: { origin } })).status).toBe(200)
    },
  )

  it('a preflight of an undeclared path is refused, even when the path is similar to a declared one', async () => {
    for (const path of ['/api/ORDERS', '/api/orders/', '/api/orders/1']) {
      expectProblem(await preflight(partner, 'POST', '', path), 403, 'origin-not-allowed')
    }
  })

  it.each([
    ['an origin without a name', 'null', 'POST', ''],
    ['an origin without TLS', 'http://evil.example', 'POST', ''],
    ['an origin in another case', partner.toUpperCase(), 'POST', ''],
    ['a longer origin', `${partner}/`, 'POST', ''],
    ['a method of no endpoint', partner, 'DELETE', ''],
    ['a header that is not on the list', partner, 'POST', 'x-forwarded-for'],
  ])('[S32] [S34] a preflight of %s is refused, and logged', async (_, origin, method, names) => {
    const answer = await preflight(origin, method, names)
    expectProblem(answer, 403, 'origin-not-allowed')
    expect(await logOf(running.edge, answer.headers['x-request-id'])).toMatchObject({ origin, status: 403 })
  })

  it('a refusal can be read by an allowed origin, and by no other', async () => {
    const allowed = await get('/api/nothing', { headers: { origin: partner } })
    expect(allowed.headers).toMatchObject({ 'access-control-allow-origin': partner, vary: 'Origin' })
    expect(allowed.headers['access-control-expose-headers']).toContain('x-request-id')
    const foreign = await get('/api/nothing', { headers: { origin: 'https://evil.example' } })
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined()
    expect(foreign.headers.vary).toBe('Origin')
  })
})
