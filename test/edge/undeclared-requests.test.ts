import { endpoints } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { expectNothingOf, expectProblem } from './edge-expectations.ts'
import { id } from './edge-samples.ts'
import { missingEdge, type Sent, send, sendRaw, useEdge } from './test-client.ts'

const skipped = missingEdge()
const order = `/api/orders/${id}`
const long = 'a'.repeat(5_000)
const refused: [string, string, Sent, number, string][] = [
  ['[S57] a path', '/api/nothing', {}, 404, 'not-found'],
  ['the bare /api', '/api', {}, 404, 'not-found'],
  ['a path in another case', '/api/ORDERS', {}, 404, 'not-found'],
  ['a path below a declared one', `${order}/history/1`, {}, 404, 'not-found'],
  ['an id that is none', '/api/orders/1', {}, 404, 'not-found'],
  ['an internal location', '/endpoint/orders.list', {}, 404, 'not-found'],
  ['an encoded path', '/api/%6frders', {}, 400, 'malformed-request'],
  ['a dot segment', '/api/x/../orders', {}, 400, 'malformed-request'],
  ['an encoded dot segment', '/api/orders/%2e%2e/%2e%2e/etc/passwd', {}, 400, 'malformed-request'],
  ['an empty segment', '/api//orders', {}, 400, 'malformed-request'],
  ['a backslash', '/api/orders\\..', {}, 400, 'malformed-request'],
  ['a broken encoding', '/api/%zz', {}, 400, 'malformed-request'],
  ['a null byte', '/api/orders%00', {}, 400, 'malformed-request'],
  ['[S57] a method', '/api/orders', { method: 'PUT' }, 405, 'method-not-allowed'],
  ['[S34] TRACE', '/api/orders', { method: 'TRACE' }, 405, 'method-not-allowed'],
  ['an unknown method', '/api/orders', { method: 'PROPFIND' }, 405, 'method-not-allowed'],
  ['OPTIONS that is no preflight', '/api/orders', { method: 'OPTIONS' }, 405, 'method-not-allowed'],
  ['a POST to the SPA', '/orders', { body: 'x' }, 405, 'method-not-allowed'],
  ['a type', '/api/orders', { body: 'a=b', headers: { 'content-type': 'text/plain' } }, 415, 'unsupported-media-type'],
  [
    'another charset',
    '/api/orders',
    { body: '{}', headers: { 'content-type': 'application/json; charset=utf-7' } },
    415,
    'unsupported-media-type',
  ],
  ['a body without a type', '/api/orders', { body: '{}' }, 415, 'unsupported-media-type'],
  [
    '[S56] a size',
    '/api/auth/sign-in',
    { json: { a: 'x'.repeat(endpoints['auth.sign-in'].maxBodyBytes) } },
    413,
    'body-too-large',
  ],
  ['[S56] a larger size', '/api/orders', { json: { note: 'x'.repeat(66_000) } }, 413, 'body-too-large'],
  ['a body where none is declared', '/api/orders', { method: 'GET', body: 'x' }, 400, 'malformed-request'],
  ['[S50] a credential in the address', '/api/auth/sign-in?password=x', { json: {} }, 400, 'validation-failed'],
  ['a path to the system’s files', '/api/orders?cursor=../../../../etc/passwd', {}, 400, 'validation-failed'],
  ['a host that is no name', '/api/orders', { headers: { host: "localhost' or 1=1" } }, 400, 'malformed-request'],
  ['a long address', `/api/orders?cursor=${long}`, {}, 414, 'uri-too-long'],
  ['a long path of many segments', `/api${'/a'.repeat(15_000)}`, {}, 414, 'uri-too-long'],
  ['a long header', '/api/orders', { headers: { 'x-long': 'a'.repeat(33_000) } }, 431, 'headers-too-large'],
]

describe.skipIf(skipped)(
  `an undeclared request is refused, and does not reach the API${skipped ? ` (${skipped})` : ''}`,
  () => {
    const running = useEdge()

    const get = (path: string, sent?: Sent) => send(running.edge, path, sent)

    it.each(refused)('%s', async (_, path, sent, status, code) => {
      const answer = await expectNothingOf(running, () => get(path, sent))
      expectProblem(answer, status, code)
      expect(answer.text).not.toMatch(/nginx/i)
    })

    it('none of them is in the error log, which would grow, and hold what people search for', async () => {
      expect(await running.edge.errorLog()).not.toMatch(/\[(?:alert|crit)\]/)
    })

    it('with a wrong method: a 405 that names the methods', async () => {
      expect((await get('/api/orders', { method: 'DELETE' })).headers.allow).toBe('POST, GET, HEAD')
      expect((await get('/orders', { method: 'DELETE' })).headers.allow).toBe('GET, HEAD')
    })

    it('that two servers would split differently (RFC 9112 section 11.2)', async () => {
      const head = 'POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
      const smuggled = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'
      const before = running.echo.seen.length
      for (const framing of [
        'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
        'Content-Length: 4\r\nContent-Length: 5\r\n',
        'Transfer-Encoding: chunked, identity\r\n',
        'Transfer-Encoding: xchunked\r\n',
        'Content-Length: +4\r\n',
      ]) {
        const text = await sendRaw(running.edge, `${head}${framing}Connection: close\r\n\r\n0\r\n\r\n${smuggled}`)
        expect(text, framing).toMatch(/^HTTP\/1\.1 (400|501|405) /)
        expect(text.match(/HTTP\/1\.1 /g), framing).toHaveLength(1)
      }
      expect(running.echo.seen.length).toBe(before)
    })

    it('with a body that is not announced', async () => {
      const head =
        'GET /api/orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n'
      expect(await sendRaw(running.edge, `${head}5\r\nhello\r\n0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /)
    })
  },
)
