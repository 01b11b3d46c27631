import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  edgePackages,
  missingServers,
  type NativeBaseline,
  type NativeEdge,
  startBaseline,
  startEdge,
  startOrigin,
} from '../../support/native/index.ts'
import { createRandom } from './mutate.ts'
import { baselineServer, costOf, edgeServer } from './processor-time.ts'
import { shapes } from './shapes.ts'
import { confirm, searchWorst } from './slow-text-search.ts'
import { slowTexts } from './slow-texts.ts'
import { MOST_TIMES, orderCostMs } from './yardstick.ts'

/** Of the orders above, the most for the processes that do not inspect. */
const MOST_TIMES_SERVING = 2

const SEED = 20
const TRIES = 60

describe.skipIf(missingServers(edgePackages).length > 0)('the cost of a request', () => {
  let upstream: NativeBaseline
  let stock: NativeBaseline
  let edge: NativeEdge
  let mostMs: number

  beforeAll(async () => {
    upstream = await startBaseline('static')
    stock = await startBaseline('stock-crs', upstream.plainPort)
    edge = await startEdge({ upstreamPort: upstream.plainPort })
    mostMs = MOST_TIMES * (await orderCostMs(baselineServer(stock)))
  })
  afterAll(async () => {
    for (const server of [edge, stock, upstream]) await server?.stop()
  })

  it('the corpus has slow texts for every part of a request', () => {
    expect(Object.keys(slowTexts).sort()).toEqual(shapes.map(({ name }) => name).sort())
  })

  it.each(shapes.filter(({ name }) => /note|descriptions/.test(name)).map(shape => [shape.name, shape] as const))(
    '%s may be as long as the search makes it',
    async (_, shape) => {
      for (const text of ['"', '中']) {
        const { status } = await costOf(edgeServer(edge), shape.write(text.repeat(shape.most).slice(0, 6_600)))
        expect([200, 403], text).toContain(status)
      }
    },
  )

  it.each(shapes.map(shape => [shape.name, shape] as const))(
    '[S96] no text that was found slow in %s costs the edge more processor time than five orders cost the stock rules',
    async (name, shape) => {
      for (const text of slowTexts[name] ?? []) {
        const { ms } = await confirm(edgeServer(edge), shape, text)
        expect(ms, text).toBeLessThan(mostMs)
      }
    },
  )

  it('[B7] [S96] nor does one cost the processes that serve everybody more than two orders', async () => {
    const serving = { ...edgeServer(edge), masters: [edge.pid] }
    for (const shape of shapes) {
      for (const text of slowTexts[shape.name] ?? []) {
        const { ms } = await confirm(serving, shape, text)
        expect(ms, `${shape.name}: ${text}`).toBeLessThan((mostMs / MOST_TIMES) * MOST_TIMES_SERVING)
      }
    }
  })

  it('[S70] [S96] nor does one, or one that a search finds, cost the stricter origin server more than five orders cost the stock rules there', async () => {
    await using undo = new AsyncDisposableStack()
    const deep = await startBaseline('stock-crs', upstream.plainPort, { paranoiaLevel: 2 })
    undo.defer(deep.stop)
    const architecture = 'spa-mobile'
    const publicOrigin = 'https://app.palisade.localhost'
    const origin = await startOrigin({ nodePorts: [upstream.plainPort], architecture, publicOrigin })
    undo.defer(origin.stop)
    const front = await startEdge({ upstreamPort: origin.port, architecture })
    undo.defer(front.stop)
    const host = 'api.palisade.localhost'
    const server = { ...edgeServer(front), masters: [origin.pid, origin.waf.pid], host }
    const mostMsThere = MOST_TIMES * (await orderCostMs(baselineServer(deep)))
    for (const shape of shapes) {
      const seeds = slowTexts[shape.name] ?? []
      const found = await searchWorst(server, shape, { random: createRandom(SEED), seeds, tries: TRIES })
      expect(found.ms, JSON.stringify(found)).toBeLessThan(mostMsThere)
    }
  })

  it.each(shapes.map(shape => [shape.name, shape] as const))(
    '[S96] a search with a fixed seed finds no such text in %s',
    async (name, shape) => {
      const seeds = slowTexts[name] ?? []
      const found = await searchWorst(edgeServer(edge), shape, { random: createRandom(SEED), seeds, tries: TRIES })
      expect(found.ms, JSON.stringify(found)).toBeLessThan(mostMs)
    },
  )
})
