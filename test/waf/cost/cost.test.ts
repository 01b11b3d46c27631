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
import { baselineServer, edgeServer } from './processor-time.ts'
import { shapes } from './shapes.ts'
import { confirm, searchWorst } from './slow-text-search.ts'
import { slowTexts } from './slow-texts.ts'
import { MOST_TIMES, orderCostMs } from './yardstick.ts'

const SEED = 20
const TRIES = 60

describe.skipIf(missingServers(edgePackages).length > 0)('what a request can cost', () => {
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

  it('every part of a request has texts that were slow once', () => {
    expect(Object.keys(slowTexts).sort()).toEqual(shapes.map(({ name }) => name).sort())
  })

  it.each(shapes.map(shape => [shape.name, shape] as const))(
    '[S96] no text that was found slow in %s costs the edge more processor time than five orders cost the stock rules',
    async (name, shape) => {
      for (const text of slowTexts[name] ?? []) {
        const { ms } = await confirm(edgeServer(edge), shape, text)
        expect(ms, text).toBeLessThan(mostMs)
      }
    },
  )

  it('[S70] [S96] nor does one cost an origin that looks deeper more than five orders cost the stock rules there', async () => {
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
      for (const text of slowTexts[shape.name] ?? []) {
        const { ms } = await confirm(server, shape, text)
        expect(ms, `${shape.name}: ${text}`).toBeLessThan(mostMsThere)
      }
    }
  })

  it.each(shapes.map(shape => [shape.name, shape] as const))(
    '[S96] nor does a search from a fixed seed find one in %s',
    async (name, shape) => {
      const seeds = slowTexts[name] ?? []
      const found = await searchWorst(edgeServer(edge), shape, { random: createRandom(SEED), seeds, tries: TRIES })
      expect(found.ms, JSON.stringify(found)).toBeLessThan(mostMs)
    },
  )
})
