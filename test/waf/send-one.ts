import { once } from 'node:events'
import { Agent, request } from 'node:https'
import type { Request } from './places.ts'

export type Server = {
  readonly port: number
  readonly certificatePem: string
  /** The host name in the TLS handshake. Default: localhost. */
  readonly host?: string
}

let addresses = 0

/** One connection at a time, each agent from an address of its own: all of 127.0.0.0/8 is this machine. */
export function createAgent({ certificatePem }: Server): Agent {
  addresses += 1
  const localAddress = `127.${1 + ((addresses >> 16) & 127)}.${(addresses >> 8) & 255}.${addresses & 255}`
  return new Agent({ keepAlive: true, maxSockets: 1, localAddress, ca: certificatePem })
}

/** Sends a request and tells the status of the answer. */
export async function sendOne(
  { port, host = 'localhost' }: Server,
  agent: Agent,
  { method, path, headers, body }: Request,
): Promise<number> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const options = { host: '127.0.0.1', servername: host, port, agent, method, path }
  const outgoing = request({ ...options, headers: { ...headers, ...length } })
  outgoing.end(body)
  const [incoming] = await once(outgoing, 'response')
  incoming.resume()
  await once(incoming, 'end')
  return incoming.statusCode
}
