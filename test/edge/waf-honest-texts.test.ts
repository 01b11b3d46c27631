import { describe, expect, it } from 'vitest'
import { inspectionOf } from './edge-expectations.ts'
import { order } from './edge-samples.ts'
import { auditOf, missingEdge, send, useEdge } from './test-client.ts'

const skipped = missingEdge()

const note = (text: string) => order({ note: text })
const customer = (customerName: string) => order({ customerName })

const honest: [string, object][] = [
  ['an apostrophe', order({ note: "It's for O'Brien & Sons; don't ring", customerName: "Siobhán O'Connor" })],
  ['SQL’s words in a text', note('Please select the blue ones from the list, and drop the table at the door; thanks!')],
  ['a union of workers', note('The union will select a delegate from among the users or the members where needed')],
  ['German', note('Lieferung bitte nur vormittags (Mo–Fr), Klingel „Müller/Groß“; Rückfragen: +49 30 1234567')],
  [
    'French',
    note("Livrer à l'adresse « L'Étoile », 2e étage – s'il n'y a personne, chez le voisin ; merci d'avance !"),
  ],
  ['Italian', note("Dall'altra parte dell'edificio; l'ingresso è in via Sant'Agata n. 12/B")],
  ['Polish', note('Proszę zadzwonić 10 minut wcześniej; ul. Świętokrzyska 31/33A, m. 5')],
  ['Greek', note('Παράδοση μετά τις 5 το απόγευμα, κουδούνι «Παπαδόπουλος»')],
  ['Japanese', order({ note: '午前中に配達してください。不在の場合は宅配ボックスへ。', customerName: '山田 太郎' })],
  ['Arabic', note('يرجى التسليم في الصباح، الطابق الثاني')],
  ['Hindi', note('कृपया सुबह 10 बजे से पहले डिलीवर करें')],
  ['Ukrainian', note("Під'їзд 3, домофон 45; об'єкт на розі вулиць")],
  ['emoji', note('Happy birthday 🎂 — love, Mum & Dad <3')],
  ['an address', note('c/o Smith, Apt. #5, 12-14 King’s Rd. (rear entrance), London SW1A 1AA; code *1234#')],
  ['prices and arithmetic', note('2 x 19.99 = 39.98 EUR; minus 10% => 35.98, or 3 for 50?')],
  ['a link', note('As in the catalogue: https://shop.example.com/lamps?colour=blue&size=2')],
  ['several lines', note('First line\n- one\n- two\n\tindented\n"quoted" and \'quoted\'')],
  ['a company’s name', customer('AT&T Inc. / O2 (UK) — "Best & Co." GmbH & Co. KG')],
  ['an odd product', order({}, { description: 'Cable 3/4" x 10\' (black), 5V/2A; USB-C <-> USB-A' })],
  ['a question', note('Can you order by phone? If not, exec assistant will call; see note.')],
]

describe.skipIf(skipped)(`honest texts${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  it('[S78] pass on a host that is an IP address, also on session endpoints', async () => {
    for (const host of ['203.0.113.9', '[2001:db8::9]', 'localhost']) {
      for (const [path, json] of [
        ['/api/auth/sign-up/completion', { name: "Siobhán O'Connor" }],
        ['/api/auth/sign-in', { email: 'a@b.example', password: 'x' }],
        ['/api/orders', order({ note: "It's for O'Brien & Sons; don't ring" })],
      ] as const) {
        const answer = await send(running.edge, path, { json, host, servername: 'localhost' })
        expect(answer.status, `${host} ${path}`).toBe(200)
      }
    }
  })

  it.each(honest)('[S78] pass the WAF: %s', async (_, json) => {
    const answer = await send(running.edge, '/api/orders', { json, headers: { 'user-agent': 'node' } })
    const audited = answer.status === 200 ? [] : await auditOf(running.edge, answer.headers['x-request-id'])
    expect(audited.flatMap(({ transaction }) => transaction.messages.map(({ details }) => details))).toEqual([])
    expect(answer.status).toBe(200)
    expect(JSON.parse(String(answer.json()['body']))).toEqual(json)
    expect(['clean', 'unneeded']).toContain(await inspectionOf(running.edge, answer))
  })

  it('[S78] values with a strict pattern are not inspected, even if they look like an attack', async () => {
    // To the SQL parser of the Core Rule Set this is a number and a comment. Its pattern says that it is an email.
    for (const more of [{}, { note: '#' }]) {
      const json = { customerEmail: '1--@b.example', ...more }
      expect((await send(running.edge, '/api/orders', { json })).status).toBe(200)
    }
  })
})
