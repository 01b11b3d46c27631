import { pageHeaders } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { expectProblem } from './edge-expectations.ts'
import { id, knownDevice, refreshToken, token } from './edge-samples.ts'
import { type Answer, type Echo, logOf, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const order = `/api/orders/${id}`

describe.skipIf(skipped)(`the edge of one VPS${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const get = (path: string, sent?: Sent) => send(running.edge, path, sent)
  const echoed = (answer: Answer) => answer.json() as Echo

  it('starts without a warning', async () => {
    expect(await running.edge.errorLog()).not.toMatch(/\[(warn|emerg)\]/)
  })

  describe('a declared request', () => {
    it('[S57] is forwarded unchanged', async () => {
      const answer = await get('/api/orders?status=paid&limit=5')
      expect(answer.status).toBe(200)
      expect(echoed(answer)).toMatchObject({ method: 'GET', url: '/api/orders?status=paid&limit=5', body: '' })
    })

    it('[B4] gets a fresh request id, even if it has one', async () => {
      const answer = await get('/api/orders', { headers: { 'x-request-id': 'mine' } })
      const id = answer.headers['x-request-id']
      expect(id).toMatch(/^[0-9a-f]{32}$/)
      expect(echoed(answer).headers['x-request-id']).toBe(id)
      const logged = await logOf(running.edge, id)
      expect(logged).toMatchObject({ endpoint: 'orders.list', method: 'GET', path: '/api/orders', status: 200 })
    })

    it('cannot forge its client address', async () => {
      const forged = {
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'http',
        'x-real-ip': '10.0.0.1',
        'x-request-time': '1000000000.000 0.001',
        forwarded: 'for=10.0.0.1',
        'x-original-url': '/api/admin',
        'x-http-method-override': 'DELETE',
        te: 'trailers',
      }
      const { headers } = echoed(await get('/api/orders', { headers: forged }))
      expect(Object.keys(headers).sort()).toEqual([
        'host',
        'user-agent',
        'x-forwarded-for',
        'x-forwarded-host',
        'x-forwarded-proto',
        'x-request-id',
        'x-request-time',
      ])
      expect(headers).toMatchObject({
        host: 'localhost',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-host': 'localhost',
        'x-forwarded-proto': 'https',
      })
      expect(headers['x-request-time']).not.toBe(forged['x-request-time'])
    })

    it('is forwarded with only the fields and the cookie that its endpoint declares', async () => {
      const headers = {
        cookie: `__Host-refresh_token=${refreshToken}; __Host-known_device=${knownDevice}; other=x`,
        'idempotency-key': 'abcdefgh',
        'if-match': '"204"',
        authorization: `Bearer ${token}`,
        accept: 'text/html',
        'sec-fetch-site': 'same-origin',
      }
      const both = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin' }
      const create = echoed(await get('/api/orders', { headers, json: {} })).headers
      expect(create).toMatchObject({ ...both, 'idempotency-key': 'abcdefgh' })
      expect(create).not.toHaveProperty('cookie')
      expect(create).not.toHaveProperty('if-match')
      expect(create).not.toHaveProperty('accept')
      const refresh = echoed(await get('/api/auth/refresh', { headers, json: {} })).headers
      expect(refresh).toMatchObject({ ...both, cookie: `__Host-refresh_token=${refreshToken}` })
      expect(refresh).not.toHaveProperty('idempotency-key')
    })

    it.each([400, 401, 403, 404, 409, 413, 429, 500, 503])('gets a %i of the API unchanged', async status => {
      const answer = await get(order, { method: 'PATCH', headers: { 'if-match': `"${status}"` }, json: {} })
      expect(answer.status).toBe(status)
      expect(echoed(answer).method).toBe('PATCH')
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
    })
  })

  describe('the SPA', () => {
    it('[S72] is the same page at each of its paths, with its Content-Security-Policy', async () => {
      for (const path of ['/', '/orders/1?x=y', '/sign-in']) {
        const answer = await get(path)
        expect(answer.text, path).toContain('<title>A page</title>')
        expect(answer.headers).toMatchObject({ ...pageHeaders, 'cache-control': 'no-cache' })
      }
    })

    it('lets browsers cache hashed files forever, and answers 404 for a missing file', async () => {
      const file = await get('/assets/app-1a2b3c4d.js')
      expect(file.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      })
      expectProblem(await get('/assets/missing.js'), 404, 'not-found')
      expectProblem(await get('/favicon.ico'), 404, 'not-found')
    })

    it('serves no files outside of its folder', async () => {
      for (const path of ['/../error.log', '/%2e%2e/error.log', '/assets../error.log', '/assets/..%2f..%2ferror.log']) {
        expect((await get(path)).text, path).not.toContain('ModSecurity')
      }
    })
  })

  it('plain HTTP is redirected to the public origin, for any Host', async () => {
    const answer = await fetch(`http://127.0.0.1:${running.edge.httpPort}/orders?x=1`, { redirect: 'manual' })
    expect(answer.status).toBe(308)
    expect(answer.headers.get('location')).toBe(`${running.edge.url}/orders?x=1`)
    expect(answer.headers.get('strict-transport-security')).toBeNull()
  })
})
