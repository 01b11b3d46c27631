import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { connect } from 'node:tls'
import { afterAll, beforeAll, vi } from 'vitest'
import type { Certificate } from '../../infra/secrets/certificate.ts'
import {
  type EdgeOptions,
  edgePackages,
  missingServers,
  type NativeEdge,
  type NativeNginx,
  startEdge,
} from '../support/native/index.ts'

/** Why the tests with a real edge cannot run here; undefined where they can. */
export function missingEdge(): string | undefined {
  const missing = missingServers(edgePackages)
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`
}

export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly json: () => Record<string, unknown>
}

export type Sent = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly json?: unknown
  /** The name that is asked for. Default: that of the edge's public origin. */
  readonly host?: string
  /** The name that is told while TLS begins, where it is another one. */
  readonly servername?: string
  /** Of the client. */
  readonly certificate?: Certificate
  /** Where it comes from: all of 127.0.0.0/8 is this machine. */
  readonly localAddress?: string
}

/** Sends a path exactly as it is written: `fetch` would normalize it. */
export async function send(edge: NativeEdge, path: string, sent: Sent = {}): Promise<Answer> {
  const body = sent.json === undefined ? sent.body : JSON.stringify(sent.json)
  const { host = new URL(edge.url).hostname, servername = host, certificate } = sent
  const outgoing = request({
    host: '127.0.0.1',
    port: edge.port,
    servername,
    ca: edge.certificatePem,
    checkServerIdentity: () => undefined,
    ...(sent.localAddress !== undefined && { localAddress: sent.localAddress }),
    ...(certificate && { cert: certificate.certificatePem, key: certificate.privateKeyPem }),
    agent: false,
    path,
    method: sent.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      host: `${host}:${edge.port}`,
      'user-agent': 'edge tests',
      accept: 'application/json',
      ...(sent.json !== undefined && { 'content-type': 'application/json' }),
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      ...sent.headers,
    },
  })
  outgoing.end(body)
  const [incoming] = await once(outgoing, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return { status: incoming.statusCode, headers: incoming.headers, text, json: () => JSON.parse(text) }
}

/** Writes bytes on a TLS connection and reads until the edge closes it. */
export async function sendRaw(edge: NativeEdge, ...parts: readonly (string | number)[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: edge.port, servername: 'localhost', ca: edge.certificatePem })
  await once(socket, 'secureConnect')
  let text = ''
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk
  })
  socket.on('error', () => {}) // a reset is an end as well
  const closed = new Promise(resolve => socket.once('close', resolve))
  for (const part of parts) {
    if (typeof part === 'string') socket.write(part, 'latin1')
    else await new Promise(resolve => setTimeout(resolve, part))
  }
  await closed
  return text
}

export type Echo = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** An API that answers each request with what it got. */
export async function startEcho(): Promise<{ port: number; seen: Echo[]; stop: () => void }> {
  const seen: Echo[] = []
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { method = '', url = '', headers } = incoming
    const echo = { method, url, headers, body: Buffer.concat(chunks).toString() }
    seen.push(echo)
    const status = Number(headers['if-match']?.replaceAll('"', '') ?? 200)
    outgoing.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'from the API' })
    outgoing.end(JSON.stringify(echo))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    seen,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** An edge in front of such an API, for the tests of a suite: both are there as soon as the first of them runs. */
export function useEdge(options: Omit<EdgeOptions, 'upstreamPort'> = {}) {
  const running = {} as { edge: NativeEdge; echo: Awaited<ReturnType<typeof startEcho>> }
  beforeAll(async () => {
    running.echo = await startEcho()
    running.edge = await startEdge({ ...options, upstreamPort: running.echo.port })
  })
  afterAll(async () => {
    await running.edge?.stop()
    running.echo?.stop()
  })
  return running
}

/** Longer than a busy machine needs to write a line. */
const LOGGED_WITHIN_MS = 20_000

/** What stands in the access log about a request. It is written when the answer is on its way. */
export const logOf = (server: NativeNginx, requestId: unknown) =>
  vi.waitFor(async () => {
    const found = (await server.accessLog()).find(line => line.requestId === requestId)
    if (!found) throw new Error(`nothing in the access log about ${requestId}`)
    return found
  }, LOGGED_WITHIN_MS)

/** The same of the audit log, which has a request once for each server that looked at it. */
export const auditOf = (server: NativeNginx, requestId: unknown) =>
  vi.waitFor(async () => {
    const found = (await server.auditLog()).filter(({ transaction }) => transaction.unique_id === requestId)
    if (found.length === 0) throw new Error(`nothing in the audit log about ${requestId}`)
    return found
  }, LOGGED_WITHIN_MS)

/** In the form of an access token, signed by nobody: the edge reads it, and the API would refuse it. */
export function unverifiedToken(claims: unknown): string {
  const written = [{ alg: 'EdDSA' }, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
  return [...written, 'c2lnbmF0dXJl'].join('.')
}
