import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  edgePackages,
  missingServers,
  type NativeBaseline,
  type NativeEdge,
  startBaseline,
  startEdge,
} from '../support/native/index.ts'
import { benignPlaces } from './benign-places.ts'
import { type Entry, readCorpus } from './corpus.ts'
import { readPassedHeaders } from './passed-headers.ts'
import { findPlaces, type Place, type Request } from './places.ts'
import { isAsDeclared, isFreeText } from './schema-samples.ts'
import { sendAll } from './send-all.ts'
import { sentencesOfTheRules } from './words.ts'

type Sent = { readonly entry: Entry; readonly place: Place; readonly request: Request }

const places = findPlaces(await readPassedHeaders())
const kinds = [...Map.groupBy(places, ({ kind }) => kind).values()]
/** Where the WAF judges, since anything can be written there. */
const isForPeople = ([place]: readonly Place[]) =>
  place?.name === 'header user-agent' || (place?.schema !== undefined && isFreeText(place.schema))
const attacks = await readCorpus('attacks')
const benign = await readCorpus('benign')
const skipped = missingServers(edgePackages).length > 0

/** Every attack once in each kind of place, and so in turn in all places of that kind. */
const sentTo = (own: readonly Place[]) =>
  attacks
    .flatMap((entry, index) => write(entry, own[index % own.length]))
    .filter(({ entry, place }) => !isAsDeclared(place.schema, entry.text) && goesOn(entry.text, place))

/** Of a cookie header one cookie goes on, and of the client's name what is ASCII: what does not go on harms nobody. */
const goesOn = (text: string, { name }: Place) =>
  (name !== 'header cookie' || !text.includes(';')) && (name !== 'header user-agent' || /^[\x20-\x7e]*$/.test(text))

function write(entry: Entry, place: Place | undefined): Sent[] {
  const request = place?.write(entry.text)
  return place && request ? [{ entry, place, request }] : []
}

const describeSent = ({ entry, place }: Sent) => `${place.endpoint} ${place.name}: ${entry.file}: ${entry.text}`

describe.skipIf(skipped)('compared with the stock Core Rule Set at paranoia level 1', () => {
  let upstream: NativeBaseline
  let stock: NativeBaseline
  let edge: NativeEdge
  let inspecting: NativeEdge

  beforeAll(async () => {
    upstream = await startBaseline('static')
    stock = await startBaseline('stock-crs', upstream.plainPort)
    edge = await startEdge({ upstreamPort: upstream.plainPort })
    inspecting = await startEdge({ upstreamPort: upstream.plainPort, adjust: inspectPlainTexts })
  })
  afterAll(async () => {
    for (const server of [inspecting, edge, stock, upstream]) await server?.stop()
  })

  /** What a server stops, whichever part of it does; and what it does not. */
  async function divide(server: NativeEdge | NativeBaseline, sent: readonly Sent[]) {
    const statuses = await sendAll(
      server,
      sent.map(({ request }) => request),
    )
    const isServed = (index: number) => statuses[index] === 200 || statuses[index] === 204
    return {
      served: sent.filter((_, index) => isServed(index)),
      stopped: sent.filter((_, index) => !isServed(index)),
    }
  }

  it('a valid request with a value in each place reaches the API', async () => {
    const entry = { file: 'samples', text: '' }
    const good = places.map(place => ({ entry, place, request: place.write() as Request }))
    expect((await divide(edge, good)).stopped.map(describeSent)).toEqual([])
  })

  it('the corpora are large enough, and the stock rules find most of the attacks', async () => {
    expect(attacks.length).toBeGreaterThan(1_200)
    expect(benign.length).toBeGreaterThan(1_500)
    const { stopped } = await divide(stock, sentTo(places.filter(({ name }) => name === 'query q')))
    expect(stopped.length).toBeGreaterThan(attacks.length * 0.6)
  })

  const named = (own: Place[]): [string, Place[]] => [own[0]?.name ?? '', own]

  it.each(kinds.filter(own => !isForPeople(own)).map(named))(
    '[S58] it stops every attack that the stock rules stop, in %s',
    async (_, own) => {
      const { served } = await divide(edge, sentTo(own))
      expect((await divide(stock, served)).stopped.map(describeSent)).toEqual([])
    },
  )

  it.each(kinds.filter(isForPeople).map(named))(
    '[S58] [S59] the edge stops at least as many attacks as the stock rules, and misses at most 2 % that they stop, in %s',
    async (_, own) => {
      const sent = sentTo(own)
      const here = await divide(edge, sent)
      const there = await divide(stock, sent)
      expect(here.stopped.length).toBeGreaterThanOrEqual(there.stopped.length)
      const missed = (await divide(stock, here.served)).stopped.map(describeSent)
      expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(sent.length * 0.02)
    },
  )

  it('[S58] [S59] no word of the rules makes a plain text that the WAF would block', async () => {
    const note = places.find(({ endpoint, name }) => endpoint === 'orders.create' && name === 'body note')
    const sent = (await sentencesOfTheRules()).flatMap(text => write({ file: 'words of the rules', text }, note))
    const { served } = await divide(edge, sent)
    const plain = (await edge.accessLog()).filter(line => line['inspection'] === 'unneeded')
    expect(plain.length).toBeGreaterThan(sent.length / 4)
    expect((await divide(inspecting, served)).stopped.map(describeSent)).toEqual([])
  })

  const send = async (server: NativeEdge | NativeBaseline, entries: readonly Entry[]) => {
    const sent = entries.flatMap(entry => benignPlaces(entry.file, places).flatMap(place => write(entry, place)))
    return { sent, refused: (await divide(server, sent)).stopped }
  }

  it.each([...Map.groupBy(benign, ({ file }) => kindOfFile(file))])(
    '[S78] it refuses few honest texts, and no more than the stock rules: %s',
    async (kind, entries) => {
      const { sent, refused } = await send(edge, entries)
      const there = (await send(stock, entries)).refused.length
      const list = refused.map(describeSent).join('\n')
      expect(refused.length, list).toBeLessThanOrEqual(there)
      expect(refused.length, list).toBeLessThanOrEqual(Math.max(1, sent.length * (mostRefused[kind] ?? 0.005)))
    },
  )
})

/** What is written like a program, a query or a command on purpose is hard to tell from an attack for anybody. */
const mostRefused: Readonly<Record<string, number>> = { prose: 0.01, 'like code': 0.1, searches: 0.03 }

function kindOfFile(file: string): string {
  if (/-in-notes$|^notes-technical$/.test(file)) return 'like code'
  return file.startsWith('notes-') ? 'prose' : file
}

/** An edge that sends plain texts to the WAF as well. */
async function inspectPlainTexts(configurationFolder: string): Promise<void> {
  const table = 'map $endpoint $plain_texts_are_safe { default 0; }\n'
  await writeFile(join(configurationFolder, 'generated/plain-texts.conf'), table)
}
