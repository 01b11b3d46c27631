import type { OutgoingHttpHeaders } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendOverHttp2 } from '../../support/clients/http2.ts'
import { openConnection, parseAnswers } from '../../support/clients/raw-connection.ts'
import { plainDraft } from '../../support/samples.ts'
import type { Attack, Scene } from '../attack.ts'
import { isServed } from '../attempt-answers.ts'

/** ASCII only, so that its length in characters is its length in bytes. */
const order = JSON.stringify({ ...plainDraft, customerName: 'Zoe Keller' })

const open = ({ baseUrl, address }: Scene) => openConnection(baseUrl, { from: address() })

/** Bytes that two servers may split into requests differently (RFC 9112 section 11.2). */
function smuggling(name: string, framing: readonly string[], body: string): Attack {
  return {
    name,
    run: async scene => {
      const connection = await open(scene)
      connection.write(head(scene, [...framing, 'Content-Type: application/json']) + body)
      await Promise.race([connection.closed, sleep(3_000)])
      connection.end()
      const answers = parseAnswers(connection.received())
      return { answers, harm: answers.length > 1 || answers.some(isServed) }
    },
  }
}

const hidden = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'

/** A request that becomes two when a server translates it to HTTP/1.1 (RFC 9113 section 10.3). */
function overHttp2(name: string, headers: OutgoingHttpHeaders, body?: string): Attack {
  return {
    name,
    run: async ({ baseUrl, address, fixture }) => {
      // Without the edge, Node answers only HTTP/1.1. With the edge, HTTP/2 must work, or the attack would only seem to be stopped.
      if (baseUrl.startsWith('http:')) return { answers: [], harm: false }
      const authorized = { authorization: `Bearer ${fixture.idler}`, ...headers }
      const answers = await sendOverHttp2(baseUrl, authorized, { body, from: address() }).then(
        answer => [answer],
        refuseUnlessCut,
      )
      return { answers, harm: answers.some(isServed) }
    },
  }
}

/** A closed connection counts as a refusal. A server without HTTP/2 is an error, not a refusal. */
function refuseUnlessCut(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ERR_HTTP2_ERROR') throw error
  return []
}

const post = { ':method': 'POST', ':path': '/api/orders', 'content-type': 'application/json' }

const longHeaders = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`x-${index}`, 'a'.repeat(7_000)]))

export const connectionAttacks: Attack[] = [
  smuggling(
    'request smuggling: two Content-Length fields',
    ['Content-Length: 4', `Content-Length: ${hidden.length}`],
    hidden,
  ),
  smuggling(
    'request smuggling: Content-Length and chunked',
    [`Content-Length: ${hidden.length + 5}`, 'Transfer-Encoding: chunked'],
    `0\r\n\r\n${hidden}`,
  ),
  smuggling(
    'request smuggling: unknown Transfer-Encoding',
    [`Content-Length: ${order.length}`, 'Transfer-Encoding: xchunked'],
    order,
  ),
  overHttp2('request smuggling: wrong Content-Length in HTTP/2', { ...post, 'content-length': 4 }, hidden),
  overHttp2('request smuggling: line breaks in an HTTP/2 path', {
    ':path': `/livez HTTP/1.1\r\nHost: localhost\r\n\r\nGET /livez`,
  }),
  overHttp2('malformed HTTP/2 path', { ':path': 'livez' }),
  overHttp2('70,000 characters of HTTP/2 headers', { ':path': '/livez', ...longHeaders }),
  {
    name: 'header that never ends (Slowloris)',
    run: async scene => {
      const connection = await open(scene)
      connection.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n')
      const patience = sleep(50_000, true, { ref: false })
      const drip = setInterval(() => connection.write('X-Slow: 1\r\n'), 1_000)
      const isHeld = await Promise.race([connection.closed, patience])
      clearInterval(drip)
      connection.end()
      return { answers: parseAnswers(connection.received()), harm: isHeld === true }
    },
  },
  {
    name: '110 requests whose bodies never arrive',
    run: async scene => {
      const connections = await Promise.all(Array.from({ length: 110 }, () => open(scene)))
      const fields = ['Content-Length: 500', 'Content-Type: application/json']
      for (const connection of connections) connection.write(head(scene, fields))
      const refused = () => connections.flatMap(connection => parseAnswers(connection.received()))
      for (let waited = 0; waited < 100 && refused().length === 0; waited++) await sleep(100)
      for (const connection of connections) connection.end()
      return { answers: refused(), harm: refused().length === 0 }
    },
  },
]

function head({ baseUrl, fixture }: Scene, fields: readonly string[]): string {
  const own = [`Host: ${new URL(baseUrl).host}`, `Authorization: Bearer ${fixture.idler}`]
  return `${['POST /api/orders HTTP/1.1', ...own, ...fields].join('\r\n')}\r\n\r\n`
}
