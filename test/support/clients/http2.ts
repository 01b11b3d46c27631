import { once } from 'node:events'
import { connect, type OutgoingHttpHeaders } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { type Answer, lookUpLoopback } from './send.ts'

type Options = {
  readonly body?: string | undefined
  /** The address to connect from. */
  readonly from?: string
}

/**
 * Sends one request over HTTP/2, pseudo-headers included.
 * @throws Error when the connection or the stream ends without an answer
 */
export async function sendOverHttp2(
  baseUrl: string,
  headers: OutgoingHttpHeaders,
  { body, from }: Options = {},
): Promise<Answer> {
  const { hostname, port } = new URL(baseUrl)
  const address = { host: hostname, port: Number(port), lookup: lookUpLoopback, ...(from && { localAddress: from }) }
  const tls = { servername: hostname, rejectUnauthorized: false, ALPNProtocols: ['h2'] }
  const session = connect(baseUrl, { createConnection: () => connectTls({ ...address, ...tls }) })
  try {
    await once(session, 'connect')
    session.on('error', () => {}) // the stream tells of it
    const stream = session.request(headers, { endStream: false })
    stream.end(body)
    const closed = once(stream, 'close').then(() => {
      throw new Error('the stream ended without an answer')
    })
    const [answer] = await Promise.race([once(stream, 'response'), closed])
    // A body that is refused before its end may be cut off with an error: the answer is there then.
    const text = Buffer.concat(await stream.toArray().catch(() => [])).toString()
    closed.catch(() => {})
    return { status: answer[':status'], headers: answer, text, json: () => JSON.parse(text) }
  } finally {
    session.destroy()
  }
}
