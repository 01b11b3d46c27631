import { describe, expect, it } from 'vitest'
import { logOf, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const id = '00000000-0000-4000-8000-000000000000'
const token = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
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

const proven: [string, Sent][] = [
  ['/api/orders', {}],
  ['/api/orders', { headers: browser }],
  ['/api/orders?', {}],
  ['/api/orders?status=paid&limit=100&sort=-createdAt&cursor=abc_-1', {}],
  ['/api/orders?createdFrom=2026-01-31T00%3A00%3a00.000Z&createdBefore=2026-02-01T00:00:00Z', {}],
  [`/api/orders/${id}`, { headers: { 'user-agent': 'curl/8.5.0', accept: '*/*' } }],
  [`/api/orders/${id}/history`, {}],
  [`/api/members?after=${id}&limit=1`, {}],
  ['/api/auth/second-factor', { method: 'DELETE', headers: { 'content-length': '0' } }],
  ['/livez', {}],
  ['/api/auth/me', { headers: { authorization: `Bearer pk_${'a1'.repeat(19)}` } }],
]

const read: [string, string, Sent][] = [
  ['an encoded letter', '/api/orders?status=%70aid', {}],
  ['a plus, which is a space', '/api/orders?cursor=a+b', {}],
  ['a number in another notation', '/api/orders?limit=0x5', {}],
  ['a number out of its range', '/api/orders?limit=101', {}],
  ['a line break behind a number', '/api/orders?limit=5%0a', {}],
  ['a separator that some parsers know', '/api/orders?limit=1;status=paid', {}],
  ['an injection that a fragment would hide', '/api/orders?status=paid#%27', {}],
  ['words to search for', '/api/orders/search?q=lamp', {}],
  ['an unknown client', '/api/orders', { headers: { 'user-agent': 'an unknown client/1.0' } }],
  ['an agent in the form of a browser', '/livez', { headers: { 'user-agent': 'Mozilla/5.0 (Nikto/2.1.5)' } }],
  ['a type that nobody reads', '/livez', { headers: { accept: 'application/x-unknown' } }],
  ['a language that is none', '/livez', { headers: { 'accept-language': 'en;q=1 or 1=1' } }],
  ['another scheme', '/livez', { headers: { authorization: 'Basic YTpi' } }],
  ['two tokens in one field', '/livez', { headers: { authorization: `Bearer ${token}, Bearer ${token}` } }],
  ['a path in a token', '/livez', { headers: { authorization: 'Bearer a/../b' } }],
  ['a content type of another form', '/livez', { headers: { 'content-type': 'application/json;x=y' } }],
  ['an origin with a path', '/livez', { headers: { origin: 'https://a.example/x' } }],
  ['a host that is an address', '/livez', { headers: { host: '127.0.0.1' } }],
  ['a site that browsers do not name', '/livez', { headers: { 'sec-fetch-site': 'same-origin ' + 'x' } }],
]

const refused: [string, string][] = [
  ['a parameter that nobody declared', '/api/orders?debug=1'],
  ['a parameter of another endpoint', '/api/orders?q=lamp'],
  ['a parameter twice', '/api/orders?limit=1&limit=2'],
  ['a parameter twice, the second time without a value', '/api/orders?limit=1&limit'],
  ['an array', '/api/orders?status[]=paid'],
  ['an array with a number', '/api/orders?status[0]=paid'],
  ['an encoded name', '/api/orders?%73tatus=paid'],
  ['a name in another case', '/api/orders?Status=paid'],
  ['an empty pair', '/api/orders?limit=1&'],
  ['a value out of its list', '/api/orders?status=lost'],
  ['an injection into a value', "/api/orders?status=paid'--"],
  ['what a fragment would hide', '/api/orders?status=paid#or'],
  ['a query where none is declared', '/livez?x'],
]

describe.skipIf(skipped)(`what is proven harmless${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  /** Whether the answer came through the socket of the server with ModSecurity. */
  async function wasRead(path: string, sent: Sent): Promise<boolean> {
    const headers = { 'user-agent': 'node', ...sent.headers }
    const answer = await send(running.edge, path, { ...sent, headers })
    const { upstream, proven } = await logOf(running.edge, answer.headers['x-request-id'])
    expect(String(upstream)).toContain(proven === '' ? 'waf.sock' : `:${running.echo.port}`)
    return proven === ''
  }

  it.each(proven)('%s goes straight to the API', async (path, sent) => {
    expect(await wasRead(path, sent)).toBe(false)
    const seen = running.echo.seen.at(-1)
    expect(seen).toMatchObject({ method: sent.method ?? 'GET', url: path, body: '' })
    expect(seen?.headers).not.toHaveProperty('cookie')
    expect(seen?.headers['x-forwarded-for']).toBe('127.0.0.1')
  })

  it.each(read)('[S59] %s is read by the Core Rule Set', async (_, path, sent) => {
    expect(await wasRead(path, sent)).toBe(true)
  })

  it.each(refused)('[S57] %s is refused', async (_, path) => {
    const before = running.echo.seen.length
    const answer = await send(running.edge, path, { headers: { 'user-agent': 'node' } })
    expect(answer.json()).toMatchObject({ status: 400, code: 'validation-failed' })
    expect(answer.status).toBe(400)
    expect(running.echo.seen.length).toBe(before)
  })

  it('a query costs no more than its length, however it is written', async () => {
    const parts = ['status', 'sort', 'cursor', 'createdFrom', 'createdBefore']
    for (const fill of ['%25', '%', '+', 'a', '&', '=']) {
      const query = parts.map(name => `${name}=${fill.repeat(Math.floor(780 / fill.length))}`).join('&')
      const answer = await send(running.edge, `/api/orders?${query}&x`, { headers: { 'user-agent': 'node' } })
      // An expression that goes back too often is given up, and the answer is a 500.
      expect(answer.status).toBe(400)
    }
  })
})
