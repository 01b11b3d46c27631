import { connect, type OutgoingHttpHeaders } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { type Answer, lookUpLoopback } from '../support/targets/send.ts'
import type { Scene } from './attack.ts'

/** Sends one request over HTTP/2. Nothing where the connection was cut, or where the server speaks no HTTP/2. */
export async function sendOverHttp2(
  { baseUrl, address, world }: Scene,
  headers: OutgoingHttpHeaders,
  body?: string,
): Promise<Answer | undefined> {
  // Node by itself answers in HTTP/1.1 alone; the edge has to speak HTTP/2, or an attack would seem to be stopped.
  if (baseUrl.startsWith('http:')) return undefined
  const { hostname, port } = new URL(baseUrl)
  const place = { host: hostname, port: Number(port), localAddress: address(), lookup: lookUpLoopback }
  const tls = { servername: hostname, rejectUnauthorized: false, ALPNProtocols: ['h2'] }
  const session = connect(baseUrl, { createConnection: () => connectTls({ ...place, ...tls }) })
  await new Promise((resolve, reject) => session.once('connect', resolve).once('error', reject))
  session.on('error', () => {}) // a cut connection is an end as well
  const stream = session.request({ authorization: `Bearer ${world.idler}`, ...headers })
  const { promise, resolve } = Promise.withResolvers<Answer | undefined>()
  stream.on('response', async ({ ':status': status = 0, ...fields }) => {
    const text = Buffer.concat(await stream.toArray().catch(() => [])).toString()
    resolve({ status, headers: fields, text, json: () => JSON.parse(text) })
  })
  stream.on('error', () => resolve(undefined)).on('close', () => resolve(undefined))
  stream.end(body)
  return promise.finally(() => session.destroy())
}
