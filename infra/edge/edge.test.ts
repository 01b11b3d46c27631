import { apiHeaders, pageHeaders } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { type Answer, type Echo, logOf, missingEdge, type Sent, send, sendRaw, useEdge } from './test-client.ts'

const skipped = missingEdge()
const order = '/api/orders/00000000-0000-4000-8000-000000000000'
const partner = 'https://app.test.palisade.example'

describe.skipIf(skipped)(`the edge of one VPS${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const get = (path: string, sent?: Sent) => send(running.edge, path, sent)
  const echoed = (answer: Answer) => answer.json() as Echo

  function expectProblem(answer: Answer, status: number, code: string): void {
    expect(answer.json()).toMatchObject({
      status,
      code,
      type: `/docs#${code}`,
      requestId: answer.headers['x-request-id'],
    })
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({ ...apiHeaders, 'content-type': 'application/problem+json', vary: 'Origin' })
  }

  it('starts without a warning', async () => {
    expect(await running.edge.errorLog()).not.toMatch(/\[(warn|emerg)\]/)
  })

  describe('a declared request', () => {
    it('[S57] passes as it was written', async () => {
      const answer = await get('/api/orders?status=paid&limit=5')
      expect(answer.status).toBe(200)
      expect(echoed(answer)).toMatchObject({ method: 'GET', url: '/api/orders?status=paid&limit=5', body: '' })
    })

    it('[B4] gets a fresh request id, whatever it says of itself', async () => {
      const answer = await get('/api/orders', { headers: { 'x-request-id': 'mine' } })
      const id = answer.headers['x-request-id']
      expect(id).toMatch(/^[0-9a-f]{32}$/)
      expect(echoed(answer).headers['x-request-id']).toBe(id)
      const logged = await logOf(running.edge, id)
      expect(logged).toMatchObject({ endpoint: 'orders.list', method: 'GET', path: '/api/orders', status: 200 })
    })

    it('cannot say where it came from', async () => {
      const forged = {
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'http',
        'x-real-ip': '10.0.0.1',
        forwarded: 'for=10.0.0.1',
        'x-original-url': '/api/admin',
        'x-http-method-override': 'DELETE',
        te: 'trailers',
      }
      const { headers } = echoed(await get('/api/orders', { headers: forged }))
      expect(Object.keys(headers).sort()).toEqual([
        'accept',
        'host',
        'user-agent',
        'x-forwarded-for',
        'x-forwarded-host',
        'x-forwarded-proto',
        'x-request-id',
      ])
      expect(headers).toMatchObject({
        host: 'localhost',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-host': 'localhost',
        'x-forwarded-proto': 'https',
      })
    })

    it('carries the fields and the cookie that its endpoint declares, and no others', async () => {
      const headers = {
        cookie: 'refresh_token=x',
        'idempotency-key': 'abcdefgh',
        'if-match': '"204"',
        authorization: 'Bearer x',
      }
      const create = echoed(await get('/api/orders', { headers, json: {} })).headers
      expect(create).toMatchObject({ 'idempotency-key': 'abcdefgh', authorization: 'Bearer x' })
      expect(create).not.toHaveProperty('cookie')
      expect(create).not.toHaveProperty('if-match')
      const refresh = echoed(await get('/api/auth/refresh', { headers, json: {} })).headers
      expect(refresh).toMatchObject({ cookie: 'refresh_token=x' })
      expect(refresh).not.toHaveProperty('idempotency-key')
    })

    it.each([400, 401, 403, 404, 409, 413, 429, 500, 503])('gets the API’s own %i untouched', async status => {
      const answer = await get(order, { method: 'PATCH', headers: { 'if-match': `"${status}"` }, json: {} })
      expect(answer.status).toBe(status)
      expect(echoed(answer).method).toBe('PATCH')
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
    })
  })

  describe('what nobody declared is refused, and does not reach the API', () => {
    const long = 'a'.repeat(5_000)
    const refused: [string, string, Sent, number, string][] = [
      ['[S57] a path', '/api/nothing', {}, 404, 'not-found'],
      ['the bare /api', '/api', {}, 404, 'not-found'],
      ['a path in another case', '/api/ORDERS', {}, 404, 'not-found'],
      ['a path below a declared one', `${order}/history/1`, {}, 404, 'not-found'],
      ['an id that is none', '/api/orders/1', {}, 404, 'not-found'],
      ['an internal location', '/endpoint/orders.list', {}, 404, 'not-found'],
      ['an encoded path', '/api/%6frders', {}, 400, 'malformed-request'],
      ['a dot segment', '/api/x/../orders', {}, 400, 'malformed-request'],
      ['an encoded dot segment', '/api/orders/%2e%2e/%2e%2e/etc/passwd', {}, 400, 'malformed-request'],
      ['an empty segment', '/api//orders', {}, 400, 'malformed-request'],
      ['a backslash', '/api/orders\\..', {}, 400, 'malformed-request'],
      ['a broken encoding', '/api/%zz', {}, 400, 'malformed-request'],
      ['a null byte', '/api/orders%00', {}, 400, 'malformed-request'],
      ['[S57] a method', '/api/orders', { method: 'PUT' }, 405, 'method-not-allowed'],
      ['[S34] TRACE', '/api/orders', { method: 'TRACE' }, 405, 'method-not-allowed'],
      ['an unknown method', '/api/orders', { method: 'PROPFIND' }, 405, 'method-not-allowed'],
      ['OPTIONS that is no preflight', '/api/orders', { method: 'OPTIONS' }, 405, 'method-not-allowed'],
      ['a POST to the SPA', '/orders', { body: 'x' }, 405, 'method-not-allowed'],
      [
        'a type',
        '/api/orders',
        { body: 'a=b', headers: { 'content-type': 'text/plain' } },
        415,
        'unsupported-media-type',
      ],
      [
        'another charset',
        '/api/orders',
        { body: '{}', headers: { 'content-type': 'application/json; charset=utf-7' } },
        415,
        'unsupported-media-type',
      ],
      ['a body without a type', '/api/orders', { body: '{}' }, 415, 'unsupported-media-type'],
      ['[S56] a size', '/api/auth/sign-in', { json: { a: 'x'.repeat(1_100) } }, 413, 'body-too-large'],
      ['[S56] a larger size', '/api/orders', { json: { note: 'x'.repeat(66_000) } }, 413, 'body-too-large'],
      ['a body where none is declared', '/api/orders', { method: 'GET', body: 'x' }, 400, 'malformed-request'],
      ['[S50] a credential in the address', '/api/auth/sign-in?password=x', { json: {} }, 400, 'validation-failed'],
      ['a path to the system’s files', '/api/orders?cursor=../../../../etc/passwd', {}, 400, 'validation-failed'],
      ['a host that is no name', '/api/orders', { headers: { host: "localhost' or 1=1" } }, 400, 'malformed-request'],
      ['a long address', `/api/orders?cursor=${long}`, {}, 414, 'uri-too-long'],
      ['a long header', '/api/orders', { headers: { 'x-long': 'a'.repeat(9_000) } }, 431, 'headers-too-large'],
    ]

    it.each(refused)('%s', async (_, path, sent, status, code) => {
      const before = running.echo.seen.length
      const answer = await get(path, sent)
      expectProblem(answer, status, code)
      expect(answer.text).not.toMatch(/nginx/i)
      expect(running.echo.seen.length).toBe(before)
    })

    it('a 405 names the methods', async () => {
      expect((await get('/api/orders', { method: 'DELETE' })).headers.allow).toBe('POST, GET')
      expect((await get('/orders', { method: 'DELETE' })).headers.allow).toBe('GET, HEAD')
    })

    it('requests that two servers would cut apart differently (RFC 9112 section 11.2)', async () => {
      const head = 'POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
      const smuggled = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'
      const before = running.echo.seen.length
      for (const framing of [
        'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
        'Content-Length: 4\r\nContent-Length: 5\r\n',
        'Transfer-Encoding: chunked, identity\r\n',
        'Transfer-Encoding: xchunked\r\n',
        'Content-Length: +4\r\n',
      ]) {
        const text = await sendRaw(running.edge, `${head}${framing}Connection: close\r\n\r\n0\r\n\r\n${smuggled}`)
        expect(text, framing).toMatch(/^HTTP\/1\.1 (400|501|405) /)
        expect(text.match(/HTTP\/1\.1 /g), framing).toHaveLength(1)
      }
      expect(running.echo.seen.length).toBe(before)
    })

    it('a body that does not announce itself', async () => {
      const head =
        'GET /api/orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n'
      expect(await sendRaw(running.edge, `${head}5\r\nhello\r\n0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /)
    })
  })

  describe('CORS', () => {
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
          'access-control-allow-methods': 'POST, GET',
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

    it('[S76] an origin on no list may be a tenant’s own: the API is asked, with the fields that decide', async () => {
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

    it('answers no preflight of a path that nobody declared, however near to one that is', async () => {
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

  describe('the SPA', () => {
    it('[S72] is one page at each of its addresses, under its policy', async () => {
      for (const path of ['/', '/orders/1?x=y', '/sign-in']) {
        const answer = await get(path)
        expect(answer.text, path).toContain('<title>A page</title>')
        expect(answer.headers).toMatchObject({ ...pageHeaders, 'cache-control': 'no-cache' })
      }
    })

    it('keeps hashed files for good, and a missing file is no page', async () => {
      const file = await get('/assets/app-1a2b3c4d.js')
      expect(file.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      })
      expectProblem(await get('/assets/missing.js'), 404, 'not-found')
      expectProblem(await get('/favicon.ico'), 404, 'not-found')
    })

    it('is no way to the files beside it', async () => {
      for (const path of ['/../error.log', '/%2e%2e/error.log', '/assets../error.log', '/assets/..%2f..%2ferror.log']) {
        expect((await get(path)).text, path).not.toContain('ModSecurity')
      }
    })
  })

  it('plain HTTP is sent on to the public origin, whatever Host says', async () => {
    const answer = await fetch(`http://127.0.0.1:${running.edge.httpPort}/orders?x=1`, { redirect: 'manual' })
    expect(answer.status).toBe(308)
    expect(answer.headers.get('location')).toBe(`${running.edge.url}/orders?x=1`)
    expect(answer.headers.get('strict-transport-security')).toBeNull()
  })
})
