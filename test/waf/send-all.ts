import { once } from 'node:events'
import { Agent, request } from 'node:https'
import type { Request } from './places.ts'

type Server = { readonly port: number; readonly certificatePem: string }

const LANES = 8
/** Fewer than the strictest leaky bucket of the edge takes at once: the limits are on, and must not answer for the WAF. */
const PER_ADDRESS = 20

let addresses = 0

/** Sends all requests, some at a time over connections that are kept, and tells the status of each. */
export async function sendAll(server: Server, requests: readonly Request[]): Promise<number[]> {
  const statuses: number[] = []
  let next = 0
  const lane = async () => {
    while (next < requests.length) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: newAddress(), ca: server.certificatePem })
      for (let sent = 0; sent < PER_ADDRESS && next < requests.length; sent += 1) {
        const index = next++
        statuses[index] = await sendOne(server, agent, requests[index] as Request)
      }
      agent.destroy()
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return statuses
}

async function sendOne({ port }: Server, agent: Agent, { method, path, headers, body }: Request): Promise<number> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const options = { host: '127.0.0.1', servername: 'localhost', port, agent, method, path }
  const outgoing = request({ ...options, headers: { ...headers, ...length } })
  outgoing.end(body)
  const [incoming] = await once(outgoing, 'response')
  incoming.resume()
  await once(incoming, 'end')
  if (incoming.statusCode === 429) throw new Error(`a limit answered ${method} ${path}`)
  return incoming.statusCode
}

/** All of 127.0.0.0/8 is this machine. */
function newAddress(): string {
  addresses += 1
  return `127.${1 + (addresses >> 16)}.${(addresses >> 8) & 255}.${addresses & 255}`
}
