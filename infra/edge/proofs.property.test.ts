import { type Endpoint, endpoints } from '@palisade/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ValueSchema } from './strict-pattern.ts'
import { missingEdge, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const id = '00000000-0000-4000-8000-000000000000'

// What is sent: what is declared, and what attackers do with it.
const value = fc.oneof(
  fc.constantFrom(
    'paid',
    'draft',
    '1',
    '100',
    '101',
    '-createdAt',
    'abc_-',
    id,
    '2026-01-31T00:00:00Z',
    '2026-01-31T00%3A00%3A00Z',
  ),
  fc.constantFrom(
    "'",
    '%27',
    '%2527',
    '<script>',
    '../../etc/passwd',
    '%c0%ae',
    '%00',
    '%0a',
    '%0d%0a',
    '+',
    ';',
    '#',
    '$',
    '｜',
  ),
  fc.string({ maxLength: 8 }).map(text => encodeURIComponent(text.toWellFormed())),
)
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('status', 'createdFrom', 'limit', 'cursor', 'after') },
  { weight: 1, arbitrary: fc.constantFrom('Status', 'status[]', 'status[0]', '%73tatus', 'debug', '', 'limit%00') },
)
const pair = fc
  .tuple(name, fc.constantFrom('=', '=', '=', '', '=='), fc.array(value, { maxLength: 2 }))
  .map(([key, sign, values]) => key + sign + values.join(''))
const query = fc.array(pair, { maxLength: 3 }).map(pairs => (pairs.length > 0 ? `?${pairs.join('&')}` : ''))
const path = fc.constantFrom('/api/orders', '/api/orders', '/api/orders', '/api/members', '/livez')
const fieldText = fc.oneof(
  fc.constantFrom('node', 'curl/8', '*/*', 'application/json', 'de;q=0.5', 'Bearer a.b.c', 'https://a.example', 'none'),
  fc.constantFrom("' or 1=1", '<script>', '() { :; };', '../..', 'sqlmap/1.7', '$(id)', 'Bearer a.b.c/../d', '\t'),
  fc.string({ maxLength: 12 }).map(text => text.replace(/[^\x20-\x7e]/g, '')),
)
const fields = fc.dictionary(
  fc.constantFrom(
    'user-agent',
    'accept',
    'accept-language',
    'authorization',
    'origin',
    'sec-fetch-site',
    'content-type',
  ),
  fc.tuple(fieldText, fc.constantFrom('', '', ';', ', ')).map(([text, more]) => text + more),
  { maxKeys: 2 },
)

/** Judges by the contracts themselves, with the parser of the platform: it knows nothing of the rendered expressions. */
function isDeclared(method: string, url: string): boolean {
  const [pathname = '', ...rest] = url.split('?')
  const endpoint = Object.values<Endpoint>(endpoints).find(
    candidate => candidate.method === method && candidate.path.replace(/\{\w+\}/g, id) === pathname,
  )
  const declared = (endpoint?.request.query?.properties ?? {}) as Record<string, ValueSchema>
  const parameters = [...new URLSearchParams(rest.join('?'))]
  const names = parameters.map(([key]) => key)
  return (
    endpoint !== undefined &&
    new Set(names).size === names.length &&
    parameters.every(([key, text]) => Object.hasOwn(declared, key) && fits(declared[key] ?? {}, text))
  )
}

function fits({ enum: allowed, type, pattern, minimum = 0, maximum = 0 }: ValueSchema, text: string): boolean {
  if (allowed) return allowed.includes(text)
  if (type === 'integer') return /^[0-9]+$/.test(text) && Number(text) >= minimum && Number(text) <= maximum
  return pattern !== undefined && !pattern.includes('[^') && new RegExp(pattern).test(text) && !text.endsWith('\n')
}

describe.skipIf(skipped)(`whatever is asked${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  type Request = { url: string; headers: Record<string, string> }

  /** What of these went past ModSecurity, as the log says. */
  async function sendAll(requests: fc.Arbitrary<Request>, numRuns: number): Promise<Request[]> {
    const sent = new Map<unknown, Request>()
    const property = fc.asyncProperty(requests, async request => {
      const answer = await send(running.edge, request.url, { headers: request.headers })
      sent.set(answer.headers['x-request-id'], request)
    })
    await fc.assert(property, { numRuns })
    const past = (await running.edge.accessLog()).flatMap(({ upstream, requestId }) =>
      upstream && !String(upstream).includes('waf.sock') ? (sent.get(requestId) ?? []) : [],
    )
    expect(past.length).toBeGreaterThan(numRuns / 20)
    expect(past.length).toBeLessThan(numRuns)
    return past
  }

  it('[S57] the query of what reaches the API past ModSecurity is declared to the last character', async () => {
    const requests = fc.tuple(path, query).map(([pathname, search]) => ({
      url: (pathname + search).replace(/[^\x21-\x7e]/g, encodeURIComponent),
      headers: { 'user-agent': 'node', accept: '*/*' },
    }))
    for (const { url } of await sendAll(requests, 350)) expect(isDeclared('GET', url), url).toBe(true)
  })

  it('[S59] and no field of it has a character that means something to anybody', async () => {
    const requests = fields.map(given => ({
      url: '/livez',
      headers: { 'user-agent': 'node', accept: '*/*', ...given },
    }))
    for (const { headers } of await sendAll(requests, 200)) {
      // Parentheses and semicolons stand in the names of browsers.
      for (const text of Object.values(headers)) expect(text).not.toMatch(/[^\x20-\x7e]|[<>"'`{}$\\%|&#!^]|\.\./)
    }
  })
})
