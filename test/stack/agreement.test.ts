import fc from 'fast-check'
import { beforeAll, expect, inject, test } from 'vitest'
import { sendBytes } from '../support/clients/raw-connection.ts'
import { draft } from '../support/samples.ts'
import { tokenOf } from '../support/users.ts'

const { baseUrl, apiUrl = '' } = inject('target')

/** Fixed, so that every run asks the same: `npm test` must not fail by chance. */
const run = { seed: 20_261_127, numRuns: 250 }

/** Whatever a client can say about itself before anybody reads its body. */
type Head = { method: string; path: string; headers: readonly string[]; body: string }

const order = JSON.stringify(draft)
const path = fc.constantFrom(
  ...['/api/orders', '/api/orders', '/api/orders?limit=1', '/api/orders?nothing=1', '/api/orders?limit=1&limit=2'],
  ...['/api/orders/search?q=lamp', '/api/auth/me', '/api/auth/sessions/00000000-0000-4000-8000-000000000000'],
  ...['/api/auth/sign-up', '/api/auth/password-reset', '/api/invitations/acceptance', '/api/invitations?limit=1'],
  ...['/api/members', '/api/tenants', '/api/tenant'],
  ...['/livez', '/readyz', '/.well-known/jwks.json', '/api/openapi.json', '/api/nothing', '/api'],
)
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND')
const type = fc.constantFrom(
  ...['application/json', 'application/json', 'Application/JSON', 'application/json; charset="utf-8"'],
  ...['application/json;charset=UTF-8', 'application/json ; charset=utf-8', 'application/json;\tcharset=utf-8'],
  ...['application/json;', 'application/json; charset=utf-16', 'application/json; charset=utf-8; charset=utf-8'],
  ...["application/json; charset='utf-8'", 'application/json; x=y', 'text/plain', 'multipart/form-data; boundary=x'],
  ...['application/x-www-form-urlencoded', 'application/json, text/plain'],
)
const body = fc.constantFrom(
  '',
  order,
  order,
  '{}',
  '[]',
  '{',
  'null',
  '{"note":"a","note":"b"}',
  'a=b',
  ' ',
  'x'.repeat(70_000),
)
const framing = fc.constantFrom('length', 'length', 'length', 'chunked', 'Chunked', 'none', 'gzip, chunked', 'both')
const extra = fc.constantFrom('', '', '', 'Expect: 100-continue', 'Expect: something', 'X-Any: thing', 'Accept: */*')

const head: fc.Arbitrary<Head> = fc
  .record({ method, path, type: fc.option(type, { nil: undefined }), body, framing, extra })
  // Of a fault in the query and one in the body, edge and API may name either.
  .filter(({ path, body }) => !path.includes('?') || ['', order].includes(body))
  .map(({ method, path, type, body, framing, extra }) => ({
    method,
    path,
    ...framed(framing, body),
    headers: [
      ...framed(framing, body).headers,
      ...(type === undefined ? [] : [`Content-Type: ${type}`]),
      ...(extra === '' ? [] : [extra]),
    ],
  }))

function framed(framing: string, body: string): { headers: string[]; body: string } {
  const length = Buffer.byteLength(body)
  const chunks = `${length > 0 ? `${length.toString(16)}\r\n${body}\r\n` : ''}0\r\n\r\n`
  if (framing === 'none') return { headers: [], body: '' }
  if (framing === 'length') return { headers: [`Content-Length: ${length}`], body }
  const coding = framing === 'both' ? 'chunked' : framing
  return {
    headers: [`Transfer-Encoding: ${coding}`, ...(framing === 'both' ? [`Content-Length: ${chunks.length}`] : [])],
    body: chunks,
  }
}

let token = ''
let sent = 0

/** Each request has an address of its own, so that no limit decides. */
function ownAddress(): string {
  sent += 1
  return `127.30.${Math.floor(sent / 250)}.${1 + (sent % 250)}`
}

/** `text` is sent as UTF-8, which its lengths count. */
const ask = (url: string, text: string, from: string) =>
  sendBytes(url, [Buffer.from(text).toString('latin1')], { from })

/** The status, and the code of the problem where it is one. */
function outcomeOf(answer: string): { status: number; code: string | undefined } {
  const final = answer.replace(/^HTTP\/1\.1 100 [^\r]*\r\n\r\n/, '')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(final)?.[1])
  const code = /"code":"([a-z-]+)"/.exec(final)?.[1]
  return { status, code: status >= 400 ? code : undefined }
}

const write = ({ method, path, headers, body }: Head, more: readonly string[]) =>
  [`${method} ${path} HTTP/1.1`, ...more, ...headers, 'Connection: close', '', body].join('\r\n')

async function compare(request: Head, more: readonly string[]): Promise<void> {
  const bytes = write(request, more)
  const from = ownAddress()
  const [edge, api] = [outcomeOf(await ask(baseUrl, bytes, from)), outcomeOf(await ask(apiUrl, bytes, from))]
  if (request.method === 'HEAD') {
    expect(edge.status, bytes).toBe(api.status)
    return
  }
  expect(edge, bytes).toEqual(api)
  if (edge.status >= 400) expect(edge.code, bytes).toBeDefined()
}

beforeAll(async () => {
  token = await tokenOf('owner')
})

test('[S38] [S53] [S56] edge and API give the same answer to any method, path, type, length and body', async () => {
  const more = () => ['Host: localhost', 'User-Agent: node', `Authorization: Bearer ${token}`]
  await fc.assert(
    fc.asyncProperty(head, request => compare(request, more())),
    run,
  )
})

test('a missing or malformed Host is a problem everywhere', async () => {
  const request = { method: 'GET', path: '/livez', headers: [], body: '' }
  for (const hosts of [[], ['Host: a b'], ["Host: localhost' or 1=1"], ['Host: localhost', 'Host: localhost']]) {
    await compare(request, hosts)
    expect(outcomeOf(await ask(apiUrl, write(request, hosts), ownAddress()))).toEqual({
      status: 400,
      code: 'malformed-request',
    })
  }
  await compare(request, ['Host: 203.0.113.9'])
  await compare(request, ['Host: [2001:db8::1]:8443'])
})
