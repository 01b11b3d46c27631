import { readFileSync } from 'node:fs'
import { type Baseline, startBaseline, startEdge } from '../support/native/index.ts'
import type { RunFigures } from './comparison.ts'
import type { EdgeLoad } from './edge-load.ts'
import type { EdgeRequest } from './edge-requests.ts'
import type { LoadResult } from './load.ts'
import type { PinnedProcess } from './pinned-process.ts'

export type EdgeContender = {
  readonly name: Baseline | 'palisade'
  readonly port: number
  readonly certificatePem: string
  /** The master processes, whose children do the work. */
  readonly pids: readonly number[]
  readonly stop: () => Promise<void>
}

/** Linux counts processor time in these. */
const TICKS_PER_SECOND = 100

const CONNECTIONS = 128
/** In hand at the same time, unless a request says otherwise. */
const TOGETHER = 32
export async function startContenders(names: readonly Baseline[], upstreamPort: number): Promise<EdgeContender[]> {
  const baselines = await Promise.all(names.map(name => startOne(name, upstreamPort)))
  const { port, certificatePem, pid, waf, stop } = await startEdge({ upstreamPort })
  return [...baselines, { name: 'palisade', port, certificatePem, pids: [pid, waf.pid], stop }]
}

async function startOne(name: Baseline, upstreamPort: number): Promise<EdgeContender> {
  const { port, certificatePem, pid, stop } = await startBaseline(name, upstreamPort)
  return { name, port, certificatePem, pids: [pid], stop }
}

/** Loads a server, and says what that cost its workers. */
export async function measureEdge(
  load: PinnedProcess,
  { name, port, certificatePem, pids }: EdgeContender,
  { text, statuses, perAddress, together = TOGETHER }: EdgeRequest,
  mostMs: number,
): Promise<RunFigures> {
  await load.ask({ step: 'open', port, certificatePem, connections: CONNECTIONS } satisfies EdgeLoad)
  const before = usedUs(pids)
  const order: EdgeLoad = { step: 'run', request: text, together, perConnection: perAddress, mostMs }
  const { count, ms, byStatus } = await load.ask<LoadResult>(order)
  const served = statuses.reduce((sum, status) => sum + (byStatus[status] ?? 0), 0)
  if (served !== count) throw new Error(`${name} did not serve every request: ${JSON.stringify(byStatus)}`)
  return { usPerRequest: (usedUs(pids) - before) / count, perSecond: (count / ms) * 1000 }
}

/** User and system time of all workers (proc(5), fields 14 and 15; the name before them may hold spaces). */
function usedUs(masters: readonly number[]): number {
  const workers = masters.flatMap(master =>
    readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' '),
  )
  const ticks = workers.map(worker => {
    const fields = readFileSync(`/proc/${worker}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return Number(fields[11]) + Number(fields[12])
  })
  return (ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND) * 1e6
}
