import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { NativeBaseline, NativeEdge } from '../../native/index.ts'
import type { Request } from '../places.ts'

export type Server = {
  readonly port: number
  readonly certificatePem: string
  /** The processes whose workers are counted. */
  readonly masters: readonly number[]
  /** The name that it is called by. Default: localhost. */
  readonly host?: string
}

export const edgeServer = ({ port, certificatePem, pid, waf }: NativeEdge): Server => ({
  port,
  certificatePem,
  masters: [pid, waf.pid],
})
export const baselineServer = ({ port, certificatePem, pid }: NativeBaseline): Server => ({
  port,
  certificatePem,
  masters: [pid],
})

let addresses = 0

/**
 * Sends a request and tells what it cost the server: milliseconds of processor time of all its workers, from
 * /proc/PID/schedstat, which the kernel counts in nanoseconds. Nothing else may ask that server at the same time.
 */
export async function costOf(server: Server, sent: Request): Promise<{ ms: number; status: number }> {
  // Each from an address of its own, so that no limit answers.
  addresses += 1
  const localAddress = `127.${1 + ((addresses >> 16) & 127)}.${(addresses >> 8) & 255}.${addresses & 255}`
  const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress, ca: server.certificatePem })
  try {
    // The handshake is no part of it.
    await send(server, agent, { method: 'GET', path: '/livez', headers: { 'user-agent': 'node' } })
    const before = usedMs(server.masters)
    const status = await send(server, agent, sent)
    return { ms: usedMs(server.masters) - before, status }
  } finally {
    agent.destroy()
  }
}

async function send(
  { port, host = 'localhost' }: Server,
  agent: Agent,
  { method, path, headers, body }: Request,
): Promise<number> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const options = { host: '127.0.0.1', servername: host, port, agent, method, path }
  const outgoing = request({ ...options, headers: { ...headers, host, ...length } })
  outgoing.end(body)
  const [incoming] = await once(outgoing, 'response')
  incoming.resume()
  await once(incoming, 'end')
  return incoming.statusCode
}

function usedMs(masters: readonly number[]): number {
  const workers = masters.flatMap(master =>
    readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' '),
  )
  const ns = workers.map(pid => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]))
  return ns.reduce((sum, each) => sum + each, 0) / 1e6
}
