import { apiHeaders } from '@palisade/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, type NativeEdge, type NativeOrigin, startEdge, startOrigin } from '../support/native/index.ts'
import { expectProblem } from './edge-expectations.ts'
import { order, otherText, plainText, refreshToken, script } from './edge-samples.ts'
import { type Answer, auditOf, type Echo, logOf, missingEdge, type Sent, send, startEcho } from './test-client.ts'

const skipped = missingEdge()
const architecture = 'spa-mobile'

describe.skipIf(skipped)(`the origin${skipped ? ` (${skipped})` : ''}`, () => {
  let edge: NativeEdge
  let origin: NativeOrigin
  let nodes: Awaited<ReturnType<typeof startEcho>>[]

  beforeAll(async () => {
    nodes = [await startEcho(), await startEcho(), await startEcho()]
    const port = await freePort()
    const publicOrigin = `https://app.palisade.localhost:${port}`
    origin = await startOrigin({ nodePorts: nodes.map(node => node.port), architecture, publicOrigin })
    edge = await startEdge({ upstreamPort: origin.port, architecture, port })
  })
  afterAll(async () => {
    await edge?.stop()
    await origin?.stop()
    for (const node of nodes) node.stop()
  })

  const get = (path: string, sent: Sent = {}) => send(edge, path, { host: 'api.palisade.localhost', ...sent })
  const seen = () => nodes.flatMap(node => node.seen)

  function expectBlocked(answer: Answer): void {
    const requestId = answer.headers['x-request-id']
    expect(answer.json()).toMatchObject({ status: 403, code: 'blocked', type: '/docs#blocked', requestId })
    expect(answer.status).toBe(403)
    expect(answer.headers).toMatchObject({
      ...apiHeaders,
      'content-type': 'application/problem+json',
      'access-control-allow-origin': edge.url,
      vary: 'Origin',
    })
  }

  it('starts without a warning', async () => {
    expect(await origin.errorLog()).not.toMatch(/\[(warn|emerg)\]/)
  })

  it('[S66] balances requests over all nodes', async () => {
    for (let sent = 0; sent < 9; sent++) expect((await get('/api/orders')).status).toBe(200)
    for (const node of nodes) expect(node.seen.length).toBeGreaterThan(0)
  })

  it('[B4] keeps the request id and address from the edge, in its log and for the node', async () => {
    const answer = await get('/api/orders', { headers: { 'x-forwarded-for': '192.0.2.1' } })
    const requestId = answer.headers['x-request-id']
    expect((answer.json() as Echo).headers).toMatchObject({
      'x-request-id': requestId,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
    })
    const logged = await logOf(origin, requestId)
    expect(logged).toMatchObject({ ip: '127.0.0.1', endpoint: 'orders.list', status: 200 })
  })

  it('[S70] blocks attacks that the edge has let pass, and the page can read the problem', async () => {
    const before = seen().length
    // A long number in hexadecimal hides text in SQL: paranoia level 2 knows it, level 1 does not.
    const q = '0x61646d696e27'
    const answer = await get(`/api/orders/search?q=${q}`, {
      headers: { origin: edge.url, 'user-agent': 'Mozilla/5.0' },
    })
    expectBlocked(answer)
    expect(seen().length).toBe(before)
    const requestId = answer.headers['x-request-id']
    expect(await auditOf(origin, requestId)).toMatchObject([{ transaction: { client_ip: '127.0.0.1' } }])
    const auditedAtEdge = (await edge.auditLog()).map(({ transaction }) => transaction.unique_id)
    expect(auditedAtEdge).not.toContain(requestId)
  })

  it('[S71] is strictest on session endpoints, and lets people sign up with honest names', async () => {
    const at = (path: string, json: object) => get(path, { json, headers: { origin: edge.url } })
    const signUp = (name: string) => at('/api/auth/sign-up/completion', { name })
    const onlyDeep = '('.repeat(12)
    expect((await at('/api/orders', { note: onlyDeep })).status).toBe(200)
    expectBlocked(await signUp(onlyDeep))
    for (const name of ['Siobhán O’Connor', 'Müller & Söhne GmbH & Co. KG', 'Иван Петров', '李小龍', "O'Brien"]) {
      expect((await signUp(name)).status, name).toBe(200)
    }
  })

  it('[S71] inspects all free text, also plain text, and no other value', async () => {
    const inspections = async (path: string, json: object, headers = {}) => {
      const answer = await get(path, { json, headers: { 'user-agent': 'node', origin: edge.url, ...headers } })
      expect(answer.status).toBe(200)
      const requestId = answer.headers['x-request-id']
      return [(await logOf(edge, requestId))['inspection'], (await logOf(origin, requestId))['inspection']]
    }
    expect(await inspections('/api/orders', { note: plainText })).toEqual(['unneeded', 'clean'])
    expect(await inspections('/api/orders', { note: otherText })).toEqual(['clean', 'clean'])
    expect(await inspections('/api/auth/sign-up/completion', { name: 'Ada' })).toEqual(['unneeded', 'clean'])
    expect(await inspections('/api/orders', { ...order({ lines: [] }), note: '', customerName: 'Ada' })).toEqual([
      'unneeded',
      'clean',
    ])
    expect(await inspections('/api/orders', { currency: 'EUR' })).toEqual(['unneeded', 'unneeded'])
    const signIn = { email: 'a@b.example', password: script }
    expect(await inspections('/api/auth/sign-in', signIn)).toEqual(['unneeded', 'unneeded'])
  })

  it('accepts only well-formed tokens in the cookie', async () => {
    const attack = '__Host-refresh_token=1 union select password from users--'
    const refreshWith = (cookie: string) =>
      get('/api/auth/refresh', { json: {}, headers: { 'user-agent': 'node', origin: edge.url, cookie } })
    const own = `__Host-refresh_token=${refreshToken}`
    for (const cookie of [own, `${own}; ${attack}`, `${attack}; ${own}`]) {
      const answer = await refreshWith(cookie)
      expect(answer.status).toBe(200)
      expect((answer.json() as Echo).headers.cookie).toBe(own)
    }
    expect((await refreshWith(attack)).json()).not.toHaveProperty('headers.cookie')
  })

  it('validates requests again, even if the edge has', async () => {
    const post = (body: string) =>
      fetch(`http://127.0.0.1:${origin.port}/api/orders`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'x-request-id': '0'.repeat(32), 'user-agent': 'node' },
      })
    const before = seen().length
    for (const [body, status, code] of [
      ['{"note":"a","note":"b"}', 400, 'malformed-request'],
      ['{"total":1}', 400, 'validation-failed'],
      [JSON.stringify({ note: script }), 403, 'blocked'],
    ] as const) {
      const answer = await post(body)
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code])
    }
    expect(seen().length).toBe(before)
    expect((await post('{"currency":"EUR"}')).status).toBe(200)
  })

  it('forwards the preflight of a tenant’s page to a node', async () => {
    const answer = await get('/api/orders', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.tenant.example', 'access-control-request-method': 'POST' },
    })
    expect(answer.json()).toMatchObject({ method: 'OPTIONS', headers: { origin: 'https://shop.tenant.example' } })
  })

  it('accepts requests from the edge only', async () => {
    const guarded = await startOrigin({
      nodePorts: [1],
      architecture,
      publicOrigin: edge.url,
      edgeAddress: '127.0.0.9',
    })
    const answer = await fetch(`http://127.0.0.1:${guarded.port}/api/orders`, {
      headers: { 'x-forwarded-for': '127.0.0.9' },
    })
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'blocked'])
    await guarded.stop()
  })

  it('[B7] without its WAF, refuses requests with free text and forwards the others', async () => {
    await origin.waf.stop()
    const before = seen().length
    const answer = await get('/api/orders', { json: { note: plainText }, headers: { origin: edge.url } })
    expectProblem(answer, 503, 'unavailable')
    expect(answer.headers).toMatchObject({ 'retry-after': '1', 'access-control-allow-origin': edge.url })
    expect(seen().length).toBe(before)
    expect((await get('/api/orders', { headers: { 'user-agent': 'node' } })).status).toBe(200)
    expect((await get('/api/orders', { json: { currency: 'EUR' }, headers: { 'user-agent': 'node' } })).status).toBe(
      200,
    )
  })
})
