import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort, startOrigin } from '../support/native/index.ts'
import { missingEdge, startEcho } from './test-client.ts'

const skipped = missingEdge()
const architecture = 'spa-mobile'

describe.skipIf(skipped)('[B7] with a failing node, the origin server', () => {
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

  it('sends a request, also an order, to another node when one refuses the connection', async () => {
    const node = await startEcho()
    undo.push(node.stop)
    for (const method of ['GET', 'POST']) {
      const ask = await startBehind([await freePort(), node.port])
      expect([(await ask(method, '/api/orders')).status, (await ask(method, '/api/orders')).status]).toEqual([200, 200])
    }
  })

  it('repeats a read at another node when one closes the connection, and never an order', async () => {
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

  it('[S66] returns a 503 of a node as it is: no other node repeats the request, and the node stays in service', async () => {
    const nodes = [await startEcho(), await startEcho()]
    undo.push(...nodes.map(({ stop }) => stop))
    const ask = await startBehind(nodes.map(({ port }) => port))
    const answers = []
    for (let index = 0; index < 10; index++) answers.push(await ask('GET', '/api/orders', { 'if-match': '"503"' }))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(503))
    expect(answers[0]?.headers.get('content-type')).toBe('application/json')
    expect(nodes.map(({ seen }) => seen.length)).toEqual([5, 5])
  })

  it('[S66] answers 503 with Retry-After when every node is about to stop', async () => {
    const draining = [await startFailing(), await startFailing()]
    const ask = await startBehind(draining.map(({ port }) => port))
    const answer = await ask('GET', '/api/orders')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(await answer.json()).toMatchObject({ status: 503, code: 'unavailable', requestId: '0'.repeat(32) })
    expect(draining.map(({ requests }) => requests)).toEqual([['GET '], ['GET ']])
  })
})
