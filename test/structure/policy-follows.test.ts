import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { createLogger } from '@palisade/service'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { demoPassword, startTestApp, type TestApp } from '../../apps/api/src/app-for-tests.ts'
import { contractMessages } from '../../apps/web/contract-messages.ts'
import { limitsOf, patternOf } from '../../apps/web/src/features/api-reference/describe-schema.ts'
import { readReference } from '../../apps/web/src/features/api-reference/reference.ts'
import { parseQuantity } from '../../apps/web/src/features/orders/form/draft-input.ts'
import { composeLink } from '../../apps/worker/src/mail/templates.ts'
import { renderAll } from '../../infra/shared/render.ts'
import { missingColumns } from '../../packages/db/src/contract-columns.ts'
import { compileClient } from './changed-contracts/compile-client.ts'
import { loadEdgeScripts } from './edge-scripts.ts'

/** A copy of the contracts with the changes of contract-changes.ts. All imports of this test get the copy. */
const copy = await vi.hoisted(async () => {
  const { copyContracts } = await import('./changed-contracts/copy.ts')
  const { changes } = await import('./changed-contracts/contract-changes.ts')
  return copyContracts(changes)
})
vi.mock('@palisade/contracts', () => import(`${copy}/src/index.ts`))

let api: TestApp
let openApi: object
let checkAtTheEdge: Awaited<ReturnType<typeof loadEdgeScripts>>
const checkOrder = (body: object) => checkAtTheEdge('orders.create', 'body', body)
const rendered = renderAll()
const nginx = (file: string) => rendered.get('infra/shared/generated')?.get(file)

/** What the OpenAPI document and the API reference say of a field. */
const describes = (schema: string, field: string, rules: object) =>
  expect(openApi).toMatchObject({ components: { schemas: { [schema]: { properties: { [field]: rules } } } } })
const documented = (schema: string, field: string) => readReference(openApi).schemas[schema]?.properties?.[field] ?? {}

beforeAll(async () => {
  api = await startTestApp()
  openApi = (await api.app.inject('/api/openapi.json')).json()
  checkAtTheEdge = await loadEdgeScripts()
})
afterAll(async () => {
  await api?.stop()
  await rm(copy, { recursive: true })
})

const line = { sku: 'CHAIR-7', description: 'Oak chair', quantity: 1, unitPriceMinor: 100 }
const order = { customerName: 'Ada', customerEmail: 'ada@example.com', currency: 'CHF', lines: [line] }

async function signIn(role: string) {
  return (await api.post('/api/auth/sign-in', { email: `${role}@acme.test`, password: demoPassword })).body
}

async function read(url: string, role: string) {
  const authorization = `Bearer ${(await signIn(role))['accessToken']}`
  const { statusCode: status, headers, json } = await api.app.inject({ url, headers: { authorization } })
  return { status, headers, body: json() }
}

/** What the API, and the scripts of the edge, say of an order. */
async function send(body: object) {
  const answer = await api.post('/api/orders', body, { token: String((await signIn('member'))['accessToken']) })
  const [fault] = (answer.body['errors'] as { pointer: string; detail: string }[] | undefined) ?? []
  return { api: fault?.pointer ?? answer.status, edge: checkOrder(body) }
}

describe('[B1] a change of the contracts reaches every layer:', () => {
  test('an optional field of an order', async () => {
    expect(await send({ ...order, giftMessage: '\u0007' })).toMatchObject({
      api: '/giftMessage',
      edge: { fault: { pointer: '/giftMessage' } },
    })
    const forTheWaf = [{ kind: 'line', value: 'Happy birthday' }]
    expect(checkOrder({ giftMessage: 'Happy birthday' })).toEqual({ fault: null, texts: forTheWaf })

    describes('OrderDraft', 'giftMessage', { type: 'string', maxLength: 40, 'x-kind': 'line' })
    expect(limitsOf(documented('OrderDraft', 'giftMessage'))).toEqual(['1 to 40 characters', 'one line'])

    // Only a migration can follow here: `npm run check` asks for it.
    expect(missingColumns(await readFile('packages/db/schema.prisma', 'utf8'))).toContain('Order.giftMessage')
  })

  test('a secret in a list', async () => {
    const withCode = (pickupCode: string) => ({ ...order, lines: [{ ...line, pickupCode }, line] })
    expect(await send(withCode('47'))).toMatchObject({
      api: '/lines/0/pickupCode',
      edge: { fault: { pointer: '/lines/0/pickupCode' } },
    })
    describes('NewOrderLine', 'pickupCode', { 'x-kind': 'secret' })

    // The WAF, and with it the audit log, gets the texts of people alone.
    expect(checkOrder(withCode('4711'))).toEqual({
      fault: null,
      texts: ['Ada', 'Oak chair', 'Oak chair'].map(value => ({ kind: 'line', value })),
    })
    const logged: string[] = []
    const destination = { write: (entry: string) => void logged.push(entry) }
    createLogger({ service: 'test', level: 'info', hashKey: randomBytes(32), destination }).info({
      body: withCode('4711'),
    })
    expect(JSON.parse(logged.join('')).body).toEqual(withCode('[masked]'))
  })

  test('a longer pattern', async () => {
    const withSku = (length: number) => ({ ...order, lines: [{ ...line, sku: 'A'.repeat(length) }] })
    expect(await send(withSku(60))).toMatchObject({ api: 201, edge: { fault: null } })
    expect(await send(withSku(61))).toMatchObject({
      api: '/lines/0/sku',
      edge: { fault: { pointer: '/lines/0/sku' } },
    })
    const pattern = '^[A-Za-z0-9][A-Za-z0-9._\\-]{0,59}$'
    describes('NewOrderLine', 'sku', { pattern })
    expect(patternOf(documented('NewOrderLine', 'sku'))).toBe(pattern)
  })

  test('a higher maximum', async () => {
    const withQuantity = (quantity: number) => ({ ...order, lines: [{ ...line, quantity }] })
    expect(await send(withQuantity(20_000))).toMatchObject({ api: 201, edge: { fault: null } })
    expect(await send(withQuantity(20_001))).toMatchObject({
      api: '/lines/0/quantity',
      edge: { fault: { pointer: '/lines/0/quantity' } },
    })
    describes('NewOrderLine', 'quantity', { maximum: 20_000 })
    expect(limitsOf(documented('NewOrderLine', 'quantity'))).toEqual(['1 to 20,000'])
    expect(parseQuantity('20000')).toBe(20_000)
    expect(parseQuantity('20001')).toBeUndefined()
  })

  test('a limit', async () => {
    const { headers } = await read('/api/orders/search?q=chair', 'member')
    expect(headers['ratelimit-policy']).toContain('"search-ip";q=90;w=30')
    expect(nginx('limits.conf')).toMatch(/ zone=search:\S+ rate=180r\/m;/)
    expect(nginx('limits/search.conf')).toContain('limit_req zone=search burst=45 nodelay;')
    const get = {
      'x-limit': { perIp: { limit: 90, windowMs: 30_000, burst: 45 } },
      description: expect.stringContaining('90 requests in 30 seconds for each address'),
    }
    expect(openApi).toMatchObject({ paths: { '/api/orders/search': { get } } })
  })

  test('the limit class of an endpoint', async () => {
    const { headers } = await api.app.inject({ method: 'DELETE', url: '/api/auth/refresh' })
    expect(headers['ratelimit-policy']).toContain('"session-ip"')
    expect(nginx('endpoints.conf')).toMatch(/location = \/endpoint\/auth\.sign-out \{[^}]*limits\/session\.conf/)
    // Attackers try passwords and tokens at such endpoints: ModSecurity is stricter there.
    expect(nginx('routes.conf')).toMatch(/\$is_session_endpoint \{[^}]* auth\.sign-out 1;/)
    const operation = { 'x-limit': { class: 'session' } }
    expect(openApi).toMatchObject({ paths: { '/api/auth/refresh': { delete: operation } } })
  })

  test('a header that pages of other origins may send', async () => {
    const headers = { origin: 'https://partner.test.example', 'access-control-request-method': 'GET' }
    const asked = { ...headers, 'access-control-request-headers': 'x-campaign' }
    const answer = await api.app.inject({ method: 'OPTIONS', url: '/api/orders', headers: asked })
    expect(answer.headers['access-control-allow-headers']).toMatch(/^x-campaign, /)
    expect(nginx('cors.conf')).toContain('"~*^(?:x-campaign|')
    expect(nginx('preflight-headers.conf')).toContain('Access-Control-Allow-Headers "x-campaign, ')
    expect(openApi).toMatchObject({ 'x-cors': { allowedHeaders: expect.arrayContaining(['x-campaign']) } })
  })

  test('a header of every answer', async () => {
    const { headers } = await api.app.inject('/api/health')
    expect(headers['origin-agent-cluster']).toBe('?1')
    for (const file of ['preflight-headers.conf', 'headers-of-data.conf', 'headers-of-pages.conf']) {
      expect(nginx(file), file).toContain('add_header origin-agent-cluster "?1" always;')
    }
  })

  test('a role', async () => {
    expect((await signIn('auditor'))['user']).toMatchObject({ role: 'auditor', scopes: ['members:read'] })
    expect((await read('/api/members', 'auditor')).status).toBe(200)
    expect((await read('/api/orders', 'auditor')).body).toMatchObject({ status: 403, code: 'insufficient-scope' })
    expect(openApi).toMatchObject({ 'x-roles': { auditor: ['members:read'] } })
    describes('Principal', 'role', { enum: expect.arrayContaining(['auditor']) })
    expect(nginx('declared.js')).toContain('role: is.oneOf(["owner", "admin", "member", "partner", "auditor"])')
    // `npm run check` asks for the German texts of these messages.
    expect(contractMessages).toEqual(expect.arrayContaining(['auditor', 'Reads members']))
  })

  test('an event of the audit trail', async () => {
    expect((await read('/api/audit-log?event=tenant.moved', 'owner')).status).toBe(200)
    expect((await read('/api/audit-log?event=tenant.lost', 'owner')).status).toBe(400)
    expect(checkAtTheEdge('audit-log.list', 'query', { event: 'tenant.moved' })).toEqual({ fault: null, texts: [] })
    expect(checkAtTheEdge('audit-log.list', 'query', { event: 'tenant.lost' })).toMatchObject({
      fault: { pointer: '/event' },
    })
    describes('AuditEntry', 'event', { enum: expect.arrayContaining(['tenant.moved']) })
    expect(contractMessages).toEqual(expect.arrayContaining(['moved the tenant', 'zurich']))
  })

  test('the size of a file', async () => {
    const headers = { 'content-type': 'text/csv', 'content-length': String(5 * 1024 * 1024 + 1) }
    const answer = await api.app.inject({ method: 'POST', url: '/api/order-imports', headers })
    expect(answer.statusCode).toBe(413)
    expect(nginx('endpoints.conf')).toMatch(
      /location = \/endpoint\/order-imports\.create \{[^}]* client_max_body_size 5242880;/,
    )
    const post = { 'x-max-body-bytes': 5_242_880 }
    expect(openApi).toMatchObject({ paths: { '/api/order-imports': { post } } })
  })

  test('how long a mailed link works', () => {
    expect(composeLink('sign-up', 'https://palisade.example').text).toContain('works once, within 12 hours.')
  })

  test('a CORS origin', async () => {
    const origin = 'https://partner.test.example'
    const headers = { origin, 'access-control-request-method': 'GET' }
    const preflight = await api.app.inject({ method: 'OPTIONS', url: '/api/orders', headers })
    expect(preflight).toMatchObject({ statusCode: 204, headers: { 'access-control-allow-origin': origin } })
    expect(nginx('origins/test.conf')).toContain('"~^https://partner\\.test\\.example$" $http_origin;')
    expect(nginx('origins/production.conf')).not.toContain('partner')
  })

  test('the types of the SPA’s client and of the mobile client', async () => {
    expect(await compileClient(copy)).toEqual([])
  })
})
