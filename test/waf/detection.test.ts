import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  edgePackages,
  missingServers,
  type NativeBaseline,
  type NativeEdge,
  startBaseline,
  startEdge,
} from '../native/index.ts'
import { benignPlaces } from './benign-places.ts'
import { type Entry, readCorpus } from './corpus.ts'
import { readPassedHeaders } from './passed-headers.ts'
import { findPlaces, type Place, type Request } from './places.ts'
import { sendAll } from './send-all.ts'

type Asked = { readonly entry: Entry; readonly place: Place; readonly request: Request }

const places = findPlaces(await readPassedHeaders())
const kinds = [...Map.groupBy(places, ({ kind }) => kind).values()]
const attacks = await readCorpus('attacks')
const benign = await readCorpus('benign')
const skipped = missingServers(edgePackages).length > 0

/** Every attack once in each kind of place, and so in turn in all places of that kind. */
const askedIn = (own: readonly Place[]) => attacks.flatMap((entry, index) => ask(entry, own[index % own.length]))

function ask(entry: Entry, place: Place | undefined): Asked[] {
  const request = place?.write(entry.text)
  return place && request ? [{ entry, place, request }] : []
}

const describeAsked = ({ entry, place }: Asked) => `${place.endpoint} ${place.name}: ${entry.file}: ${entry.text}`

describe.skipIf(skipped)('beside the stock Core Rule Set at paranoia level 1', () => {
  let upstream: NativeBaseline
  let stock: NativeBaseline
  let edge: NativeEdge

  beforeAll(async () => {
    upstream = await startBaseline('static')
    stock = await startBaseline('stock-crs', upstream.plainPort)
    edge = await startEdge({ upstreamPort: upstream.plainPort })
  })
  afterAll(async () => {
    for (const server of [edge, stock, upstream]) await server?.stop()
  })

  /** What a server stops, whoever in it does: the allow-list, a limit of size, a rule. */
  async function sendBoth(asked: readonly Asked[]) {
    const requests = asked.map(({ request }) => request)
    const [own, others] = await Promise.all([sendAll(edge, requests), sendAll(stock, requests)])
    const stoppedBy = (statuses: readonly number[]) => asked.filter((_, index) => !isServed(statuses[index]))
    return { edge: stoppedBy(own), stock: stoppedBy(others) }
  }
  const isServed = (status: number | undefined) => status === 200 || status === 204

  it('a good request with a value in each place reaches the API', async () => {
    const entry = { file: 'samples', text: '' }
    const { edge: stopped } = await sendBoth(places.map(place => ({ entry, place, request: place.write() as Request })))
    expect(stopped.map(describeAsked)).toEqual([])
  })

  it('the corpora are large enough to judge by, and the stock rules find most of the attacks', async () => {
    expect(attacks.length).toBeGreaterThan(250)
    expect(benign.length).toBeGreaterThan(800)
    const { stock: stopped } = await sendBoth(askedIn(places.filter(({ name }) => name === 'query q')))
    expect(stopped.length).toBeGreaterThan(attacks.length * 0.7)
  })

  it.each(kinds.map((own): [string, Place[]] => [own[0]?.name ?? '', own]))(
    '[S58] [S59] whatever it stops is stopped here, in %s',
    async (_, own) => {
      const asked = askedIn(own)
      const stopped = await sendBoth(asked)
      const here = new Set(stopped.edge)
      expect(stopped.stock.filter(each => !here.has(each)).map(describeAsked)).toEqual([])
    },
  )

  it('[S58] [S59] refuses fewer honest requests, and under 0.5 % of them', async () => {
    const asked = benign.flatMap(entry => benignPlaces(entry.file, places).flatMap(place => ask(entry, place)))
    const stopped = await sendBoth(asked)
    const list = stopped.edge.map(describeAsked).join('\n')
    expect(stopped.edge.length / asked.length, list).toBeLessThan(0.005)
    expect(stopped.edge.length, list).toBeLessThan(stopped.stock.length)
  })
})
