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
import { isAsDeclared } from './samples.ts'
import { sendAll } from './send-all.ts'
import { sentencesOfTheRules } from './words.ts'

type Asked = { readonly entry: Entry; readonly place: Place; readonly request: Request }

const places = findPlaces(await readPassedHeaders())
const kinds = [...Map.groupBy(places, ({ kind }) => kind).values()]
const attacks = await readCorpus('attacks')
const benign = await readCorpus('benign')
const skipped = missingServers(edgePackages).length > 0

/** Every attack once in each kind of place, and so in turn in all places of that kind. */
const askedIn = (own: readonly Place[]) =>
  attacks
    .flatMap((entry, index) => ask(entry, own[index % own.length]))
    .filter(({ entry, place }) => !isAsDeclared(place.schema, entry.text))

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

  /** What a server stops, whoever in it does, the allow-list, a limit of size or a rule; and what it does not. */
  async function divide(server: NativeEdge | NativeBaseline, asked: readonly Asked[]) {
    const statuses = await sendAll(
      server,
      asked.map(({ request }) => request),
    )
    const isServed = (index: number) => statuses[index] === 200 || statuses[index] === 204
    return {
      served: asked.filter((_, index) => isServed(index)),
      stopped: asked.filter((_, index) => !isServed(index)),
    }
  }

  it('a good request with a value in each place reaches the API', async () => {
    const entry = { file: 'samples', text: '' }
    const good = places.map(place => ({ entry, place, request: place.write() as Request }))
    expect((await divide(edge, good)).stopped.map(describeAsked)).toEqual([])
  })

  it('the corpora are large enough to judge by, and the stock rules find most of the attacks', async () => {
    expect(attacks.length).toBeGreaterThan(250)
    expect(benign.length).toBeGreaterThan(800)
    const { stopped } = await divide(stock, askedIn(places.filter(({ name }) => name === 'query q')))
    expect(stopped.length).toBeGreaterThan(attacks.length * 0.7)
  })

  it.each(kinds.map((own): [string, Place[]] => [own[0]?.name ?? '', own]))(
    '[S58] [S59] of the attacks that pass here, it stops none, in %s',
    async (_, own) => {
      const { served } = await divide(edge, askedIn(own))
      expect((await divide(stock, served)).stopped.map(describeAsked)).toEqual([])
    },
  )

  it('[S58] [S59] of the rules’ own words, none makes a text that goes past them and that they would stop', async () => {
    const note = places.find(({ endpoint, name }) => endpoint === 'orders.create' && name === 'body note')
    const asked = (await sentencesOfTheRules()).flatMap(text => ask({ file: 'words of the rules', text }, note))
    const { served } = await divide(edge, asked)
    const suspect = (await divide(stock, served)).stopped
    // From a client that nobody knows, nothing is proven: all is read.
    const unknown = { 'user-agent': 'an unknown client/1.0' }
    const read = suspect.map(one => ({
      ...one,
      request: { ...one.request, headers: { ...one.request.headers, ...unknown } },
    }))
    expect((await divide(edge, read)).stopped.map(describeAsked)).toEqual([])
    const proven = (await edge.accessLog()).filter(line => line['proven'] === 'body')
    expect(proven.length).toBeGreaterThan(asked.length / 2)
  })

  it('[S58] [S59] it refuses more honest requests, and here are refused under 0.5 % of them', async () => {
    const asked = benign.flatMap(entry => benignPlaces(entry.file, places).flatMap(place => ask(entry, place)))
    const here = (await divide(edge, asked)).stopped
    const there = (await divide(stock, asked)).stopped
    const list = here.map(describeAsked).join('\n')
    expect(here.length / asked.length, list).toBeLessThan(0.005)
    expect(here.length, list).toBeLessThan(there.length)
  })
})
