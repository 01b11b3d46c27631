import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Endpoint, endpoints, type Schema } from '@palisade/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { id, token } from './edge-samples.ts'
import { missingEdge, send, useEdge } from './test-client.ts'

const skipped = missingEdge()

// What is sent: what is declared, and what attackers do with it.
const instants = ['2026-01-31T00:00:00Z', '2026-01-31T00%3A00%3A00Z']
const value = fc.oneof(
  fc.constantFrom('paid', 'draft', '1', '100', '101', '-createdAt', 'abc_-', 'lamp', id, ...instants),
  fc.constantFrom("'", '%27', '%2527', '<script>', '../../etc/passwd', '%c0%ae', '%00', '%0a', '%0d%0a'),
  fc.constantFrom('+', ';', '#', '$', '｜', '&', '%'),
  fc.string({ maxLength: 8 }).map(text => encodeURIComponent(text.toWellFormed())),
)
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('status', 'createdFrom', 'limit', 'cursor', 'after') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('Status', 'status[]', 'status[0]', '%73tatus', 'debug', '', 'limit%00', 'q'),
  },
)
const pair = fc
  .tuple(name, fc.constantFrom('=', '=', '=', '', '=='), fc.array(value, { maxLength: 2 }))
  .map(([key, sign, values]) => key + sign + values.join(''))
const query = fc.array(pair, { maxLength: 3 }).map(pairs => (pairs.length > 0 ? `?${pairs.join('&')}` : ''))
const path = fc.constantFrom('/api/orders', '/api/orders', '/api/orders', '/api/members', '/livez')

const bearer = `Bearer ${token}`
const agents = ['node', 'curl/8', 'sqlmap/1.7', '() { :; };', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/1']
const fieldText = fc.oneof(
  fc.constantFrom(...agents, '*/*', 'application/json', 'de;q=0.5', bearer, 'https://a.example', 'none', 'cors'),
  fc.constantFrom("' or 1=1", '<script>', '../..', '$(id)', `${bearer}/../d`, '\t', '__Host-refresh_token=<script>'),
  fc.string({ maxLength: 12 }).map(text => text.replace(/[^\x20-\x7e]/g, '')),
)
const fields = fc.dictionary(
  fc.constantFrom(
    ...['user-agent', 'accept', 'accept-language', 'authorization', 'origin', 'sec-fetch-site', 'sec-fetch-mode'],
    ...['content-type', 'cookie', 'if-match', 'x-forwarded-for', 'x-edge-endpoint'],
  ),
  fc.tuple(fieldText, fc.constantFrom('', '', ';', ', ')).map(([text, more]) => text + more),
  { maxKeys: 3 },
)

/** Judges by the contracts themselves, with the parser of the platform: it knows nothing of the rendered expressions. */
function isDeclared(method: string, url: string): boolean {
  const [pathname = '', ...rest] = url.split('?')
  const endpoint = Object.values<Endpoint>(endpoints).find(
    candidate => candidate.method === method && candidate.path.replace(/\{\w+\}/g, id) === pathname,
  )
  const declared = (endpoint?.request.query?.properties ?? {}) as Record<string, Schema>
  const parameters = [...new URLSearchParams(rest.join('?'))]
  const names = parameters.map(([key]) => key)
  return (
    endpoint !== undefined &&
    new Set(names).size === names.length &&
    parameters.every(([key, text]) => Object.hasOwn(declared, key) && fits(declared[key] ?? {}, text))
  )
}

function fits({ enum: allowed, type, pattern, minimum = 0, maximum = 0 }: Schema, text: string): boolean {
  if (allowed) return allowed.includes(text)
  if (type === 'integer') return /^[0-9]+$/.test(text) && Number(text) >= minimum && Number(text) <= maximum
  return pattern !== undefined && !pattern.includes('[^') && new RegExp(pattern).test(text) && !text.endsWith('\n')
}

/** So that no request is refused for being one of many. */
async function liftLimits(configurationFolder: string): Promise<void> {
  const folder = join(configurationFolder, 'generated/limits')
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(/ burst=\d+ /g, ' burst=100000 '))
  }
}

describe.skipIf(skipped)(`for any request${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge({ adjust: liftLimits })

  type Request = { readonly url: string; readonly headers: Record<string, string> }

  /** Which of these reached the API, and whether the WAF was asked before. */
  async function sendAll(requests: fc.Arbitrary<Request>, numRuns: number) {
    const sent = new Map<unknown, Request>()
    const property = fc.asyncProperty(requests, async request => {
      const answer = await send(running.edge, request.url, { headers: request.headers })
      expect(answer.status).not.toBe(429)
      sent.set(answer.headers['x-request-id'], request)
    })
    await fc.assert(property, { numRuns })
    const inspected = new Map((await running.edge.accessLog()).map(line => [line.requestId, line['inspection']]))
    const passed = running.echo.seen.flatMap(seen => {
      const request = sent.get(seen.headers['x-request-id'])
      return request ? [{ request, seen, inspection: inspected.get(String(seen.headers['x-request-id'])) }] : []
    })
    expect(passed.length).toBeGreaterThan(numRuns / 20)
    expect(passed.length).toBeLessThan(numRuns)
    return passed
  }

  it('[S57] a query that reaches the API without an inspection matches its declaration completely', async () => {
    const requests = fc.tuple(path, query).map(([pathname, search]) => ({
      url: (pathname + search).replace(/[^\x21-\x7e]/g, encodeURIComponent),
      headers: { 'user-agent': 'node' },
    }))
    for (const { seen, request, inspection } of await sendAll(requests, 350)) {
      expect(inspection, request.url).toBe('unneeded')
      expect(isDeclared('GET', seen.url), seen.url).toBe(true)
      expect(seen.url).toBe(request.url)
    }
  })

  it('[S59] no header field that reaches the API has a special character', async () => {
    const requests = fields.map(given => ({ url: '/livez', headers: { 'user-agent': 'node', ...given } }))
    for (const { seen, inspection } of await sendAll(requests, 300)) {
      const { 'user-agent': agent = '', ...others } = seen.headers
      // The WAF lets pass what is odd in the name of a client, and no attack.
      expect(agent).toMatch(inspection === 'unneeded' ? /^[\w./;:,() -]*$/ : /^[\x20-\x7e]*$/)
      for (const text of Object.values(others)) expect(text).not.toMatch(/[^\x20-\x7e]|[<>"'`{}$\\%|&#!^]|\.\./)
      expect(Object.keys(others).filter(key => /^(?:accept|cookie|if-|x-edge)/.test(key))).toEqual([])
    }
  })
})
