import { once } from 'node:events'
import { createServer } from 'node:net'
import { apiHeaders } from '@palisade/contracts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort, type NativeEdge, type NativeOrigin, startEdge, startOrigin } from '../../test/native/index.ts'
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

  it('[S66] shares requests out among all nodes', async () => {
    for (let sent = 0; sent < 9; sent++) expect((await get('/api/orders')).status).toBe(200)
    for (const node of nodes) expect(node.seen.length).toBeGreaterThan(0)
  })

  it('[B4] keeps the id and the address that the edge tells, in its log and to the node', async () => {
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

  it('[S70] blocks what the edge has let pass, and the page can read why', async () => {
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

  it('[S71] looks deeper yet where passwords are tried, and lets people sign up under their names', async () => {
    const at = (path: string, json: object) => get(path, { json, headers: { origin: edge.url } })
    const signUp = (name: string) => at('/api/auth/sign-up', { email: 'a@b.example', name })
    const onlyDeep = '('.repeat(12)
    expect((await at('/api/orders', { note: onlyDeep })).status).toBe(200)
    expectBlocked(await signUp(onlyDeep))
    for (const name of ['Siobhán O’Connor', 'Müller & Söhne GmbH & Co. KG', 'Иван Петров', '李小龍', "O'Brien"]) {
      expect((await signUp(name)).status, name).toBe(200)
    }
  })

  it('lets every token of ours pass in its cookie, and nothing else in one of that name', async () => {
    const refreshWith = (cookie: string) =>
      get('/api/auth/refresh', { json: {}, headers: { origin: edge.url, cookie } })
    const token = `${'A'.repeat(18)}--bbb-${'c'.repeat(19)}`
    expect((await refreshWith(`refresh_token=${token}`)).status).toBe(200)
    expectBlocked(await refreshWith(`refresh_token=${token}; refresh_token=1 union select password from users--`))
    expectBlocked(await refreshWith(`refresh_token=1 union select password from users--`))
  })

  it('asks a node about the preflight of a tenant’s page', async () => {
    const answer = await get('/api/orders', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.tenant.example', 'access-control-request-method': 'POST' },
    })
    expect(answer.json()).toMatchObject({ method: 'OPTIONS', headers: { origin: 'https://shop.tenant.example' } })
  })

  it('takes requests from the edge alone', async () => {
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
})

describe.skipIf(skipped)('[B7] with a node that fails, the origin', () => {
  const undo: (() => unknown)[] = []
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step()
  })

  /** Takes whole requests, and hangs up instead of answering. */
  async function startFailing() {
    const requests: string[] = []
    const server = createServer(socket => {
      socket.on('error', () => {})
      socket.on('data', data => {
        requests.push(String(data).slice(0, 4))
        socket.destroy()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    undo.push(() => server.close())
    const address = server.address()
    return { requests, port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
  }

  async function startBehind(nodePorts: number[]) {
    const origin = await startOrigin({ nodePorts, architecture, publicOrigin: 'https://app.example' })
    undo.push(origin.stop)
    return (method: string, path: string, headers = {}) =>
      fetch(`http://127.0.0.1:${origin.port}${path}`, {
        method,
        headers: { 'x-request-id': '0'.repeat(32), 'x-forwarded-for': '192.0.2.1', accept: '*/*', ...headers },
        ...(method === 'POST' && { body: '{}', headers: { 'content-type': 'application/json' } }),
      })
  }

  it('asks another one where nobody listens, an order as well: it was not sent', async () => {
    const node = await startEcho()
    undo.push(node.stop)
    for (const method of ['GET', 'POST']) {
      const ask = await startBehind([await freePort(), node.port])
      expect([(await ask(method, '/api/orders')).status, (await ask(method, '/api/orders')).status]).toEqual([200, 200])
    }
  })

  it('asks another one to read, and never places an order twice', async () => {
    const failing = await startFailing()
    const node = await startEcho()
    undo.push(node.stop)
    const read = await startBehind([failing.port, node.port])
    expect((await read('GET', '/api/orders')).status).toBe(200)
    expect([failing.requests, node.seen.length]).toEqual([['GET '], 1])

    const write = await startBehind([failing.port, node.port])
    const answer = await write('POST', '/api/orders')
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'unavailable'])
    expect([failing.requests, node.seen.length]).toEqual([['GET ', 'POST'], 1])
  })
  it('that others are too busy for two reads takes no node away from the next one', async () => {
    const nodes = [await startEcho(), await startEcho()]
    undo.push(...nodes.map(({ stop }) => stop))
    const ask = await startBehind(nodes.map(({ port }) => port))
    const statuses: number[] = []
    for (const headers of [{ 'if-match': '"503"' }, { 'if-match': '"503"' }, {}])
      statuses.push((await ask('GET', '/api/orders', headers)).status)
    expect(statuses).toEqual([503, 503, 200])
  })
})
