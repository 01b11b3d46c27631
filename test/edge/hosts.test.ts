import { adminScopes, apiHeaders, endpoints, isForAdministrators, pageHeaders } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { createAuthority, issueCertificate } from '../../infra/secrets/certificate.ts'
import { partner } from './edge-samples.ts'
import { type Answer, missingEdge, type Sent, send, unverifiedToken, useEdge } from './test-client.ts'

const skipped = missingEdge()
const [app, api, admin] = ['app', 'api', 'admin'].map(label => `${label}.palisade.localhost`) as [
  string,
  string,
  string,
]
const id = '00000000-0000-4000-8000-000000000000'

describe.skipIf(skipped)(`the hosts of an edge${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge({ architecture: 'spa-mobile' })

  const get = (host: string, path: string, sent: Sent = {}) => send(running.edge, path, { host, ...sent })

  function expectProblem(answer: Answer, status: number, code: string): void {
    expect(answer.json()).toMatchObject({ status, code, requestId: answer.headers['x-request-id'] })
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({ ...apiHeaders, 'content-type': 'application/problem+json' })
  }

  it('starts without a warning', async () => {
    expect(await running.edge.errorLog()).not.toMatch(/\[(warn|emerg)\]/)
  })

  it('[S66] [S72] app. serves the SPA with the addresses of its API and of admin., and its policy allows calls to that API only', async () => {
    const answer = await get(app, '/orders/1')
    const origin = `https://${api}:${running.edge.port}`
    expect(answer.status).toBe(200)
    expect(answer.text).toContain(`<meta name="api-origin" content="${origin}" />`)
    expect(answer.text).toContain(`<meta name="admin-origin" content="https://${admin}:${running.edge.port}" />`)
    const policy = pageHeaders['content-security-policy'].replace("connect-src 'self'", `connect-src ${origin}`)
    expect(answer.headers).toMatchObject({ ...pageHeaders, 'content-security-policy': policy })
  })

  it('app. has no API, and api. has no SPA', async () => {
    const before = running.echo.seen.length
    expectProblem(await get(app, '/api/orders'), 404, 'not-found')
    expectProblem(await get(api, '/orders'), 404, 'not-found')
    expectProblem(await get(api, '/'), 404, 'not-found')
    expect(running.echo.seen.length).toBe(before)
    expect((await get(api, '/api/orders')).status).toBe(200)
  })

  it('[B8] app. is the issuer of the tokens, and serves its metadata (RFC 8414 section 3) and nothing else of the API', async () => {
    const { path } = endpoints['oauth.metadata']
    for (const host of [app, api]) expect((await get(host, path)).status).toBe(200)
    const before = running.echo.seen.length
    for (const { path } of [endpoints['system.keys'], endpoints['system.ready'], endpoints['oauth.token']]) {
      expectProblem(await get(app, path), 404, 'not-found')
    }
    expect(running.echo.seen.length).toBe(before)
  })

  it('api. redirects the documentation, where the type of a problem leads, to app.', async () => {
    const before = running.echo.seen.length
    const answer = await get(api, '/docs')
    expect([answer.status, answer.headers.location]).toEqual([308, `https://${app}:${running.edge.port}/docs`])
    expect(answer.headers).toMatchObject(apiHeaders)
    expectProblem(await get(api, '/docs', { method: 'POST', json: {} }), 405, 'method-not-allowed')
    expectProblem(await get(api, '/docs', { headers: { host: 'api.a b' } }), 400, 'malformed-request')
    expect((await get(app, '/docs')).text).toContain('<meta name="api-origin"')
    expect(running.echo.seen.length).toBe(before)
  })

  it('a hostile Host field becomes neither markup nor a source in the Content-Security-Policy', async () => {
    for (const host of ['app."><script>', "app.x'y", 'app.a b', 'app.evil.example;script-src', 'app.-$host']) {
      const answer = await get(app, '/', { headers: { host } })
      expect([200, 400, 421], host).toContain(answer.status)
      expect(answer.text + answer.headers['content-security-policy'], host).not.toMatch(/evil|<script>|x'y|\$host/)
    }
  })

  it.each(['palisade.localhost', 'www.palisade.localhost', '127.0.0.1', 'xapi.example', 'evil.example'])(
    'an unknown host name gets 421: %s',
    async host => {
      const before = running.echo.seen.length
      expectProblem(await get(host, '/api/orders', { servername: api }), 421, 'misdirected-request')
      expect(running.echo.seen.length).toBe(before)
    },
  )

  describe('[S52] admin.', () => {
    const token = unverifiedToken({ scope: adminScopes.join(' '), exp: Math.floor(Date.now() / 1000) + 600 })
    const administer = (path: string, sent: Sent = {}) =>
      get(admin, path, {
        certificate: running.edge.adminCertificate,
        ...sent,
        headers: { authorization: `Bearer ${token}`, ...sent.headers },
      })
    const adminPaths = Object.values(endpoints)
      .filter(isForAdministrators)
      .map((endpoint): [string, string, Sent] => {
        const body = 'body' in endpoint.request ? { json: {} } : {}
        return [endpoint.id, endpoint.path.replaceAll(/\{\w+\}/g, id), { method: endpoint.method, ...body }]
      })

    it('has endpoints to serve', () => expect(adminPaths).not.toEqual([]))

    it.each(adminPaths)('is the only host that serves %s', async (_, path, sent) => {
      const before = running.echo.seen.length
      expectProblem(await get(api, path, sent), 404, 'not-found')
      expect(running.echo.seen.length).toBe(before)
      expect((await administer(path, sent)).status).toBe(200)
    })

    it('[S36] may be called by its own pages only, where api. may be called by those that the environment lists', async () => {
      const own = `https://${admin}:${running.edge.port}`
      const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }
      const askBoth = async (origin: string) => {
        const asked = { ...preflight, headers: { ...preflight.headers, origin } }
        return [
          await administer('/api/orders', asked),
          await administer('/api/orders', { headers: { origin } }),
        ] as const
      }
      for (const answer of await askBoth(own)) expect(answer.status).toBeLessThan(300)
      const before = running.echo.seen.length
      for (const origin of [
        partner,
        `https://${app}:${running.edge.port}`,
        `https://${admin}`,
        'https://shop.example',
      ]) {
        for (const answer of await askBoth(origin)) expectProblem(answer, 403, 'origin-not-allowed')
      }
      expect(running.echo.seen.length).toBe(before)
      const [preflighted, read] = [
        await get(api, '/api/orders', { ...preflight, headers: { ...preflight.headers, origin: partner } }),
        await get(api, '/api/orders', { headers: { origin: partner } }),
      ]
      expect([preflighted.status, preflighted.headers['access-control-allow-origin']]).toEqual([204, partner])
      expect(read.status).toBe(200)
    })

    it('also serves all other endpoints, and the SPA with the API on the same origin', async () => {
      expect((await administer('/api/orders')).status).toBe(200)
      const page = await administer('/')
      expect(page.text).toContain('<meta name="api-origin" content="" />')
      expect(page.text).toContain('<meta name="admin-origin" content="" />')
      expect(page.headers).toMatchObject(pageHeaders)
    })

    it('requires a client certificate of its authority', async () => {
      const before = running.echo.seen.length
      const stranger = await issueCertificate(await createAuthority('administrators'), { client: 'an administrator' })
      expectProblem(await get(admin, '/api/orders'), 403, 'blocked')
      expectProblem(await get(admin, '/'), 403, 'blocked')
      expectProblem(await administer('/api/orders', { certificate: stranger }), 403, 'blocked')
      expect(running.echo.seen.length).toBe(before)
    })

    it('cannot be reached with another TLS server name, or without one', async () => {
      const before = running.echo.seen.length
      expectProblem(await get(admin, '/api/api-keys', { servername: api }), 421, 'misdirected-request')
      expectProblem(await administer('/api/api-keys', { servername: api }), 421, 'misdirected-request')
      expectProblem(await get(admin, '/api/api-keys', { servername: '' }), 403, 'blocked')
      for (const host of [`${admin}.`, admin.toUpperCase(), 'ADMIN.palisade.localhost']) {
        expect([403, 421], host).toContain((await get(api, '/api/api-keys', { headers: { host } })).status)
      }
      expect(running.echo.seen.length).toBe(before)
    })
  })
})
