import { readCommandLine, readWholeNumber } from '@palisade/service/command-line'
import { edgePackages, requireServers, startBaseline, startEdge } from '../../support/native/index.ts'
import { createRandom } from './mutate.ts'
import { baselineServer, edgeServer } from './processor-time.ts'
import { shapes } from './shapes.ts'
import { confirm, type Found, searchWorst } from './slow-text-search.ts'
import { slowTexts, writeSlowTexts } from './slow-texts.ts'
import { MOST_TIMES, orderCostMs } from './yardstick.ts'

const usage = 'npm run fuzz:waf -- [--seed NUMBER] [--tries NUMBER]'
const { values } = readCommandLine({
  usage,
  options: {
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    tries: { type: 'string', default: '1500' },
  },
})
const seed = readWholeNumber('--seed', values.seed, { usage })
const tries = readWholeNumber('--tries', values.tries, { least: 1, usage })
requireServers(edgePackages)

/** Searches each part of a request for slow texts, prints the worst, and keeps those that are worse than the kept one. */
const corpus: Record<string, readonly string[]> = { ...slowTexts }
const upstream = await startBaseline('static')
const stock = await startBaseline('stock-crs', upstream.plainPort)
const edge = await startEdge({ upstreamPort: upstream.plainPort })
try {
  const yardstickMs = await orderCostMs(baselineServer(stock))
  console.log(`seed ${seed}; an order of 1 KB under the stock rules costs ${yardstickMs.toFixed(2)} ms`)
  const server = edgeServer(edge)
  for (const shape of shapes) {
    const kept = corpus[shape.name] ?? []
    const found = await searchWorst(server, shape, { random: createRandom(seed), seeds: kept, tries })
    console.log(describe(found, yardstickMs))
    if (found.ms > MOST_TIMES * yardstickMs) process.exitCode = 1
    if (kept.includes(found.text)) continue
    const costs: Found[] = [found]
    for (const text of kept) costs.push(await confirm(server, shape, text))
    corpus[shape.name] = costs
      .toSorted((a, b) => b.ms - a.ms)
      .slice(0, 4)
      .map(({ text }) => text)
  }
  writeSlowTexts(corpus)
} finally {
  for (const server of [edge, stock, upstream]) await server.stop()
}

function describe({ shape, text, ms, status }: Found, yardstickMs: number): string {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
  return `${(ms / yardstickMs).toFixed(2).padStart(6)} × ${ms.toFixed(2).padStart(8)} ms  ${status}  ${shape}: ${shown}`
}
