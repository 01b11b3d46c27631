import { describe, expect, it } from 'vitest'
import {
  expectBlocked,
  expectFault,
  expectNothingOf,
  inspectionOf,
  matchesOf,
  shellshock,
} from './edge-expectations.ts'
import { id, linesWith, order, otherText, plainText, script } from './edge-samples.ts'
import { auditOf, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const safeAgent = { 'user-agent': 'node' }

describe.skipIf(skipped)(`an inspection request${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const ask = (path: string, json?: unknown, headers: Sent['headers'] = safeAgent, method?: string) =>
    send(running.edge, path, { json, headers, ...(method && { method }) })
  const inspection = async (json: unknown, headers = safeAgent) => {
    const answer = await ask('/api/orders', json, headers)
    expect(answer.status).toBe(200)
    return inspectionOf(running.edge, answer)
  }

  it('has every text that is not plain, and no plain one', async () => {
    expect(await inspection({})).toBe('unneeded')
    expect(await inspection({ customerEmail: 'ada@example.org', currency: 'EUR' })).toBe('unneeded')
    expect(await inspection({ note: plainText })).toBe('unneeded')
    expect(await inspection({ note: plainText, customerName: otherText })).toBe('clean')
    expect(await inspection({ note: otherText })).toBe('clean')
  })

  it.each([0, 790, 801, 989, 999, 1_595, 1_799, 7_900])(
    '[S58] is all of a long text, with an attack behind %i characters',
    async begin => {
      const note = `${'lamp '.repeat(1_600).slice(0, begin)}${script}`
      await expectBlocked(running.edge, await expectNothingOf(running, () => ask('/api/orders', { note })))
    },
  )

  it('has the User-Agent of an unknown client, with a plain text or without a body', async () => {
    const unknown = { 'user-agent': 'an unknown client/1.0' }
    expect(await inspection({ note: plainText }, unknown)).toBe('clean')
    expect(await inspection(undefined, unknown)).toBe('clean')
    for (const json of [undefined, { note: plainText }, { note: otherText }]) {
      const attack = () => ask('/api/orders', json, { 'user-agent': shellshock })
      const audited = await expectBlocked(running.edge, await expectNothingOf(running, attack))
      expect(matchesOf(audited)).toContain('REQUEST_HEADERS:User-Agent')
    }
  })

  it.each([
    ['customerName', 'line', { customerName: script }],
    ['note', 'text', { note: script }],
    ['description', 'line', { lines: [{ description: script }] }],
  ])('[S58] has %s under its kind, %s, and no other field of the order', async (name, kind, fields) => {
    const json = { ...order({ note: plainText, customerName: 'Ada Secretname' }), lines: [], ...fields }
    const answer = await expectNothingOf(running, () => ask('/api/orders', json))
    const audited = await expectBlocked(running.edge, answer)
    expect(matchesOf(audited)).toContain(`ARGS:${kind}`)
    expect(JSON.stringify(audited)).not.toMatch(new RegExp(`${name}|ada@example|Secretname|EUR`))
    expect(audited.request).toMatchObject({ method: 'POST', uri: '/api/orders' })
    expect(audited.request).not.toHaveProperty('body')
    expect(audited.request).not.toHaveProperty('headers')
  })

  it.each<[string, string, unknown, string]>([
    ['the last of 100 descriptions', '/api/orders', order({ lines: linesWith(100, { description: script }) }), 'line'],
    [
      'the second line of three',
      '/api/orders',
      order({ customerName: otherText, lines: linesWith(1, { description: script }) }),
      'line',
    ],
    ['a line before a text', '/api/orders', { customerName: script, note: otherText }, 'line'],
    ['a text after a line', '/api/orders', { customerName: otherText, note: script }, 'text'],
    ['a name below a tenant', '/api/auth/sign-up/completion', { name: otherText, tenant: { name: script } }, 'line'],
    ['an address of a page', '/api/tenant/origins', { origin: script }, 'line'],
  ])('[S58] is all texts of a request: an attack in %s is blocked', async (_, path, json, kind) => {
    const audited = await expectBlocked(running.edge, await expectNothingOf(running, () => ask(path, json)))
    expect(matchesOf(audited)).toContain(`ARGS:${kind}`)
  })

  it.each([
    ['an ampersand and an equals sign', `a&line=b&text=c ${script}`],
    ['a percent sign', `100 %26 ${script}`],
    ['a plus', `1+1 ${script}`],
    ['a line break', `a\r\n\r\n${script}`],
    ['letters of other scripts', `Доставка 午前中 🎂 ${script}`],
  ])('[S58] has the decoded text: %s hides no attack', async (_, note) => {
    const answer = await expectNothingOf(running, () => ask('/api/orders', { note }))
    expect(matchesOf(await expectBlocked(running.edge, answer))).toContain('ARGS:text')
  })

  it('has the method and path of the request, for the audit log', async () => {
    const path = `/api/orders/${id}`
    const headers = { ...safeAgent, 'if-match': '"1"' }
    const answer = await expectNothingOf(running, () => ask(path, { note: script }, headers, 'PATCH'))
    expect((await expectBlocked(running.edge, answer)).request).toMatchObject({ method: 'PATCH', uri: path })
  })

  it('contains nothing else that a client sends', async () => {
    const forged = { 'x-edge-endpoint': 'auth.sign-in', 'x-request-id': 'mine', 'x-forwarded-for': '192.0.2.1' }
    const attack = () => ask('/api/orders', { note: script }, { ...safeAgent, ...forged })
    const answer = await expectNothingOf(running, attack)
    expect(await expectBlocked(running.edge, answer)).toMatchObject({ client_ip: '127.0.0.1' })
    expect(answer.headers['x-request-id']).not.toBe('mine')
  })

  it('[S57] is not sent for a request with a fault', async () => {
    const fields = { note: script, customerName: script }
    const answer = await expectNothingOf(running, () => ask('/api/orders', { ...fields, currency: 'XXX' }))
    expectFault(answer, '/currency', 'must be one of: CHF, EUR, GBP, USD')
    const later = await ask('/api/orders', { note: script })
    await auditOf(running.edge, later.headers['x-request-id'])
    expect(JSON.stringify(await running.edge.auditLog())).not.toContain(answer.headers['x-request-id'])
  })

  it('cannot be sent by a client', async () => {
    for (const path of ['/inspect', '/pass/body', '/safe/read', '/endpoint/orders.create', '/problem/blocked']) {
      const answer = await expectNothingOf(running, () => ask(path))
      // The SPA has all paths that are not the API's.
      expect([200, 404], path).toContain(answer.status)
      expect(answer.text, path).not.toContain('"method"')
    }
  })
})
