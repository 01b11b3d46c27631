import type { OutgoingHttpHeaders } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendOverHttp2 } from '../../support/clients/http2.ts'
import { openConnection, parseAnswers } from '../../support/clients/raw-connection.ts'
import { plainDraft } from '../../support/samples.ts'
import type { Attack, Scene } from '../attack.ts'
import { isServed } from '../attempt-answers.ts'

/** One byte a character. */
const order = JSON.stringify({ ...plainDraft, customerName: 'Zoe Keller' })

const open = ({ baseUrl, address }: Scene) => openConnection(baseUrl, { from: address() })

/** Bytes that two servers may cut into requests in two ways (RFC 9112 section 11.2). */
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

/** What becomes another request when a server writes it as HTTP/1.1 for the next one (RFC 9113 section 10.3). */
function overHttp2(name: string, headers: OutgoingHttpHeaders, body?: string): Attack {
  return {
    name,
    run: async ({ baseUrl, address, fixture }) => {
      // Node by itself answers in HTTP/1.1 alone; the edge has to speak HTTP/2, or an attack would seem to be stopped.
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

/** A connection that the server cuts is a refusal; a server that speaks no HTTP/2 would only seem to refuse. */
function refuseUnlessCut(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ERR_HTTP2_ERROR') throw error
  return []
}

const post = { ':method': 'POST', ':path': '/api/orders', 'content-type': 'application/json' }

const longHeaders = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`x-${index}`, 'a'.repeat(7_000)]))

export const connectionAttacks: Attack[] = [
  smuggling('request hidden behind two lengths', ['Content-Length: 4', `Content-Length: ${hidden.length}`], hidden),
  smuggling(
    'request hidden behind length and chunks',
    [`Content-Length: ${hidden.length + 5}`, 'Transfer-Encoding: chunked'],
    `0\r\n\r\n${hidden}`,
  ),
  smuggling(
    'request hidden behind a misspelt encoding',
    [`Content-Length: ${order.length}`, 'Transfer-Encoding: xchunked'],
    order,
  ),
  overHttp2('request hidden behind a short length in HTTP/2', { ...post, 'content-length': 4 }, hidden),
  overHttp2('request hidden in a path of HTTP/2', { ':path': `/livez HTTP/1.1\r\nHost: localhost\r\n\r\nGET /livez` }),
  overHttp2('path of HTTP/2 that is no path', { ':path': 'livez' }),
  overHttp2('70,000 characters of headers in HTTP/2', { ':path': '/livez', ...longHeaders }),
  {
    name: 'header that never ends',
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
    name: '110 bodies that never come',
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
