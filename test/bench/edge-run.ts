import { writeFile } from 'node:fs/promises'
import { readCommandLine } from '@palisade/service/command-line'
import { baselines, edgePackages, type NativeBaseline, requireServers, startBaseline } from '../support/native/index.ts'
import { runPairs } from './comparison.ts'
import { type EdgeContender, measureEdge, startContenders } from './edge-contender.ts'
import { type EdgeFigures, writeEdgeReport } from './edge-report.ts'
import { type EdgeRequest, type EdgeRequestName, edgeRequests } from './edge-requests.ts'
import { loadProcessor, pinThisProcess, serverProcessor, startPinned } from './pinned-process.ts'
import { progress } from './progress.ts'

const { quick } = readCommandLine({
  usage: 'npm run bench:edge -- [--quick]',
  options: { quick: { type: 'boolean', default: false } },
}).values
requireServers([...edgePackages, 'util-linux'])
const mostMs = 600
/** What costs little is compared more often, since noise is a larger part of it. */
const pairsOf = (id: string) => (quick ? 3 : ['read', 'preflight', 'order'].includes(id) ? 21 : 5)

const startMs = performance.now()
pinThisProcess(loadProcessor)
const load = startPinned('./edge-load.ts', loadProcessor)
const running: (EdgeContender | NativeBaseline)[] = []
try {
  const upstream = await startBaseline('static')
  running.push(upstream)
  // What is started now runs on the processor that is measured; this process goes back to the load's.
  pinThisProcess(serverProcessor)
  const contenders = await startContenders(baselines, upstream.plainPort)
  running.push(...contenders)
  pinThisProcess(loadProcessor)
  const figures = await measureAll(contenders)
  progress('')
  const report = writeEdgeReport(figures, { quick, minutes: (performance.now() - startMs) / 60_000 })
  console.log(report)
  if (!quick) await writeFile(new URL('./edge-results.md', import.meta.url), report)
} finally {
  for (const { stop } of [load, ...running]) await stop()
}

function mayAsk({ name }: EdgeContender, { onlyPalisade }: EdgeRequest): boolean {
  return name === 'palisade' || !onlyPalisade
}

/** A preflight is compared with an answer, all others with a proxy: nobody could be faster. */
async function measureAll(contenders: readonly EdgeContender[]): Promise<EdgeFigures> {
  const measured = {} as Record<EdgeRequestName, EdgeFigures[EdgeRequestName]>
  for (const [id, request] of Object.entries(edgeRequests)) {
    const base = contenders.find(({ name }) => name === (id === 'preflight' ? 'static' : 'proxy')) as EdgeContender
    const others = contenders.filter(contender => contender !== base && mayAsk(contender, request))
    const runOnce = (contender: EdgeContender) => measureEdge(load, contender, request, mostMs)
    measured[id as EdgeRequestName] = await runPairs({ base, others, pairs: pairsOf(id), runOnce, what: request.name })
  }
  return measured
}
