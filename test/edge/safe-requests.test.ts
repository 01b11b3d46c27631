import { describe, expect, it } from 'vitest'
import {
  expectBlocked,
  expectFault,
  expectNotAudited,
  expectNothingOf,
  expectProblem,
  shellshock,
} from './edge-expectations.ts'
import { apiKey, id, token } from './edge-samples.ts'
import { logOf, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const browser = {
  'user-agent': chrome,
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'accept-language': 'de-CH,de;q=0.9,en-US;q=0.8,en;q=0.7',
  'sec-fetch-site': 'same-origin',
  origin: 'https://localhost:8443',
  authorization: `Bearer ${token}`,
  cookie: 'other="<x>"',
}

const safe: [string, Sent][] = [
  ['/api/orders', {}],
  ['/api/orders', { headers: browser }],
  ['/api/orders?', {}],
  ['/api/orders?status=paid&limit=100&sort=-createdAt&cursor=abc_-1', {}],
  ['/api/orders?createdFrom=2026-01-31T00%3A00%3a00.000Z&createdBefore=2026-02-01T00:00:00Z', {}],
  [`/api/orders/${id}`, { headers: { 'user-agent': 'curl/8.5.0', accept: '*/*' } }],
  [`/api/orders/${id}/history`, {}],
  ['/api/members?cursor=abc_-1&limit=1', {}],
  ['/api/auth/second-factor', { method: 'DELETE', headers: { 'content-length': '0' } }],
  ['/livez', {}],
  ['/livez', { headers: { host: '127.0.0.1' } }],
  ['/api/auth/me', { headers: { authorization: `Bearer ${apiKey}` } }],
]

/** Refused before anybody reads a value, since parsers read it in different ways. */
const malformed: [string, string][] = [
  ['a parameter twice', '/api/orders?limit=1&limit=2'],
  ['a parameter twice, the second time without a value', '/api/orders?limit=1&limit'],
  ['a parameter twice, the first time encoded', '/api/orders?%6cimit=1&limit=2'],
  ['text to search for twice', '/api/orders/search?q=lamp&q=%3Cscript%3E'],
  ['an array', '/api/orders?status[]=paid'],
  ['an array with a number', '/api/orders?status[0]=paid'],
  ['an encoded name', '/api/orders?%73tatus=paid'],
  ['a null byte in a name', '/api/orders?limit%00=1'],
  ['an empty pair', '/api/orders?limit=1&'],
  ['an empty pair before', '/api/orders?&limit=1'],
  ['an empty name', '/api/orders?=1'],
  ['a separator that some parsers know, and a name', '/api/orders?limit=1;status=paid'],
  ['a name alone', '/livez?x'],
  ['a second question mark and a name', '/api/orders??limit=1'],
  ['what a fragment would hide', '/api/orders?status=paid#or'],
  ['an injection that a fragment would hide', '/api/orders?status=paid#%27'],
  ['bytes that are no UTF-8', '/api/orders/search?q=lamp%ff'],
  ['an overlong dot', '/api/orders/search?q=lamp%c0%ae'],
  ['half of a pair', '/api/orders/search?q=lamp%ed%a0%80'],
  ['a broken encoding', '/api/orders/search?q=100%'],
]

const undeclared = 'is not a known field'
const noChoice = 'must be one of: draft, placed, paid, shipped, delivered, cancelled'
const faults: [string, string, string, string][] = [
  ['a parameter that nobody declared', '/api/orders?debug=1', '/debug', undeclared],
  ['a parameter of another endpoint', '/api/orders?q=lamp', '/q', undeclared],
  ['a query where none is declared', '/livez?x=1', '/x', undeclared],
  ['a name in another case', '/api/orders?Status=paid', '/Status', undeclared],
  ['the name of a method of all objects', '/api/orders?toString=x', '/toString', undeclared],
  ['the name of a prototype', '/api/orders?__proto__=x%27', '/__proto__', undeclared],
  ['the name of a constructor', '/api/orders?constructor=x%27', '/constructor', undeclared],
  ['a prototype beside a declared parameter', '/api/orders/search?q=lamp&__proto__=1', '/__proto__', undeclared],
  ['a value out of its list', '/api/orders?status=lost', '/status', noChoice],
  ['an injection into a value', "/api/orders?status=paid'--", '/status', noChoice],
  ['a separator that some parsers know', '/api/orders?status=paid;limit', '/status', noChoice],
  ['a number in another notation', '/api/orders?limit=0x5', '/limit', 'must be of type integer'],
  ['a number with an exponent', '/api/orders?limit=1e1', '/limit', 'must be of type integer'],
  ['a number with a sign', '/api/orders?limit=-1', '/limit', 'must be of type integer'],
  ['a number out of its range', '/api/orders?limit=101', '/limit', 'must be at most 100'],
  ['a number below its range', '/api/orders?limit=0', '/limit', 'must be at least 1'],
  ['a line break behind a number', '/api/orders?limit=5%0a', '/limit', 'must be of type integer'],
  ['an empty number', '/api/orders?limit=', '/limit', 'must be of type integer'],
  ['a plus, which is a space', '/api/orders?cursor=a+b', '/cursor', 'is not in the required format'],
  [
    'a path, encoded twice',
    '/api/orders?cursor=%252e%252e%252f%252e%252e%252fetc%252fpasswd',
    '/cursor',
    'is not in the required format',
  ],
  ['a line break behind a cursor', '/api/orders?cursor=a%0a', '/cursor', 'is not in the required format'],
  [
    'a day that no month has',
    '/api/orders?createdFrom=2026-01-32T00:00:00Z',
    '/createdFrom',
    'is not in the required format',
  ],
  ['a control character in a text', '/api/orders/search?q=lamp%00', '/q', 'is not in the required format'],
]

describe.skipIf(skipped)(`requests that skip njs and the WAF${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  async function ask(path: string, sent: Sent = {}) {
    const answer = await send(running.edge, path, { ...sent, headers: { 'user-agent': 'node', ...sent.headers } })
    return { answer, logged: await logOf(running.edge, answer.headers['x-request-id']) }
  }

  it.each(safe)('%s is safe, and goes straight to the API unchanged', async (path, sent) => {
    const { answer, logged } = await ask(path, sent)
    expect(answer.status).toBe(200)
    expect(logged).toMatchObject({ inspection: 'unneeded', upstream: `127.0.0.1:${running.echo.port}` })
    const seen = running.echo.seen.at(-1)
    expect(seen).toMatchObject({ method: sent.method ?? 'GET', url: path, body: '' })
    expect(seen?.headers).not.toHaveProperty('cookie')
    expect(seen?.headers['x-forwarded-for']).toBe('127.0.0.1')
  })

  it.each([
    ['an encoded letter', '/api/orders?status=%70aid', {}, 'unneeded'],
    ['words to search for', '/api/orders/search?q=lamp+of+brass', {}, 'unneeded'],
    ['other text to search for', '/api/orders/search?q=Smith+%26+Sons', {}, 'clean'],
    ['100 emoji to search for', `/api/orders/search?q=${'%F0%9F%8E%82'.repeat(100)}`, {}, 'clean'],
    ['an unknown client', '/api/orders', { 'user-agent': 'an unknown client/1.0' }, 'clean'],
  ])('%s is parsed, and reaches the API unchanged', async (_, path, headers, inspection) => {
    const { answer, logged } = await ask(path, { headers })
    expect([answer.status, answer.json()['url'], logged['inspection']]).toEqual([200, path, inspection])
  })

  it.each([
    ['an attack in the name of a client', shellshock],
    ['a scanner', 'sqlmap/1.7'],
    ['a scanner in the form of a browser', 'Mozilla/5.0 (Nikto/2.1.5)'],
  ])('[S59] %s is blocked on an otherwise safe read', async (_, agent) => {
    const read = () => ask('/api/orders', { headers: { 'user-agent': agent } })
    const { answer } = await expectNothingOf(running, read)
    expect(JSON.stringify(await expectBlocked(running.edge, answer))).toContain('REQUEST_HEADERS:User-Agent')
  })

  it.each(malformed)('[S57] %s is malformed, and is refused before the WAF', async (_, path) => {
    const { answer, logged } = await expectNothingOf(running, () => ask(path))
    expectProblem(answer, 400, 'malformed-request')
    expect(logged['inspection']).toBe('')
    await expectNotAudited(running.edge, answer)
  })

  it.each(faults)(
    '[S57] %s is refused before the WAF, with a pointer to the value',
    async (_, path, pointer, detail) => {
      const { answer, logged } = await expectNothingOf(running, () => ask(path))
      expectFault(answer, pointer, detail, 'query')
      expect(logged['inspection']).toBe('')
      await expectNotAudited(running.edge, answer)
    },
  )

  it('a query takes time linear in its length, in any form', async () => {
    const parts = ['status', 'sort', 'cursor', 'createdFrom', 'createdBefore']
    for (const fill of ['%25', '%', '+', 'a', '&', '=']) {
      const query = parts.map(name => `${name}=${fill.repeat(Math.floor(780 / fill.length))}`).join('&')
      const { answer } = await expectNothingOf(running, () => ask(`/api/orders?${query}&x`))
      // An expression that goes back too often is given up, and the answer is a 500.
      expect(answer.status).toBe(400)
    }
  })
})
