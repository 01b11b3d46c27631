import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, vi } from 'vitest'
import type { Certificate } from '../../infra/secrets/certificate.ts'
import { sendBytes } from '../support/clients/raw-connection.ts'
import { type Answer as ClientAnswer, send as sendTo } from '../support/clients/send.ts'
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

export type Answer = Omit<ClientAnswer, 'json'> & { readonly json: () => Record<string, unknown> }

export type Sent = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly json?: unknown
  /** The name that is asked for. Default: that of the edge's public origin. */
  readonly host?: string
  /** The TLS server name, where it differs. */
  readonly servername?: string
  /** Of the client. */
  readonly certificate?: Certificate
  /** Where it comes from: all of 127.0.0.0/8 is this machine. */
  readonly localAddress?: string
}

/** Sends a request to an edge under the name of one of its hosts. */
export const send = (edge: NativeEdge, path: string, sent: Sent = {}): Promise<Answer> => {
  const { host = new URL(edge.url).hostname, servername = host, certificate, localAddress, ...request } = sent
  return sendTo(edge.url, path, {
    method: request.body === undefined && request.json === undefined ? 'GET' : 'POST',
    ...request,
    ...certificate,
    servername,
    from: localAddress,
    agent: false,
    headers: {
      host: `${host}:${edge.port}`,
      'user-agent': 'edge tests',
      accept: 'application/json',
      ...request.headers,
    },
  })
}

/** Writes bytes on a TLS connection, with pauses in milliseconds, and reads until the edge closes it. */
export const sendRaw = ({ port }: NativeEdge, ...parts: readonly (string | number)[]) =>
  sendBytes(`https://localhost:${port}`, parts)

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

/** The entry of a request in the access log. It is written when the answer is on its way. */
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
