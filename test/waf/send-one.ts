import { Agent } from 'node:https'
import { send } from '../support/clients/send.ts'
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

/** Sends a request and resolves to the status of the answer. */
export async function sendOne(
  { port, host = 'localhost' }: Server,
  agent: Agent,
  { method, path, headers, body }: Request,
): Promise<number> {
  const answer = await send(`https://${host}:${port}`, path, {
    method,
    headers,
    ...(body !== undefined && { body }),
    agent,
  })
  return answer.status
}
