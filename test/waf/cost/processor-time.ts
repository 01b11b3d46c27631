import { readFileSync } from 'node:fs'
import type { NativeBaseline, NativeEdge } from '../../support/native/index.ts'
import type { Request } from '../places.ts'
import { createAgent, type Server, sendOne } from '../send-one.ts'

export type CountedServer = Server & {
  /** The processes whose workers are counted. */
  readonly masters: readonly number[]
}

export const edgeServer = ({ port, certificatePem, pid, waf }: NativeEdge): CountedServer => ({
  port,
  certificatePem,
  masters: [pid, waf.pid],
})
export const baselineServer = ({ port, certificatePem, pid }: NativeBaseline): CountedServer => ({
  port,
  certificatePem,
  masters: [pid],
})

/**
 * Sends a request and tells what it cost the server: milliseconds of processor time of all its workers, from
 * /proc/PID/schedstat, which the kernel counts in nanoseconds. Nothing else may ask that server at the same time.
 */
export async function costOf(server: CountedServer, sent: Request): Promise<{ ms: number; status: number }> {
  // Each from an address of its own, so that no limit answers.
  const agent = createAgent(server)
  const host = server.host ?? 'localhost'
  try {
    // The handshake is no part of it.
    await sendOne(server, agent, { method: 'GET', path: '/livez', headers: { 'user-agent': 'node', host } })
    const before = usedMs(server.masters)
    const status = await sendOne(server, agent, { ...sent, headers: { ...sent.headers, host } })
    return { ms: usedMs(server.masters) - before, status }
  } finally {
    agent.destroy()
  }
}

function usedMs(masters: readonly number[]): number {
  const workers = masters.flatMap(master =>
    readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' '),
  )
  const ns = workers.map(pid => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]))
  return ns.reduce((sum, each) => sum + each, 0) / 1e6
}
