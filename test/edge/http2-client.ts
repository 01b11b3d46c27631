import { once } from 'node:events'
import { connect, type IncomingHttpHeaders } from 'node:http2'
import type { NativeEdge } from '../support/native/index.ts'

export type Http2Answer = { readonly headers: IncomingHttpHeaders; readonly text: string }

/** Asks by HTTP/2, where nothing has to say how long a body is. */
export async function sendByHttp2(
  edge: NativeEdge,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<Http2Answer> {
  const session = connect(edge.url, {
    ca: edge.certificatePem,
    lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  })
  try {
    const stream = session.request({ ':path': '/api/orders', 'user-agent': 'node', ...headers }, { endStream: false })
    stream.end(body)
    const [answer] = await once(stream, 'response')
    const chunks: Buffer[] = []
    // A body that is refused before its end may be cut off with an error: the answer is there then.
    try {
      for await (const chunk of stream) chunks.push(chunk)
    } catch {}
    return { headers: answer, text: Buffer.concat(chunks).toString() }
  } finally {
    session.close()
  }
}
