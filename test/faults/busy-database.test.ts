import { randomUUID } from 'node:crypto'
import { type Endpoint, endpoints, type Order } from '@palisade/contracts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Call, send } from '../support/clients/send.ts'
import { expectProblem } from '../support/expectations.ts'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'
import { plainDraft } from '../support/samples.ts'

let system: Nodes
let url: string
let owner: pg.Client

beforeAll(async () => {
  system = await startNodes(1)
  url = system.nodes[0]?.url ?? ''
  owner = new pg.Client({ connectionString: system.database.ownerUrl })
  await owner.connect()
})

afterAll(async () => {
  await owner?.end()
  await system?.stop()
})

/** All that is declared to read, where a member may; and what writes, each in its own way. */
function requests(token: string, password: string): [string, Call][] {
  const reads = Object.values<Endpoint>(endpoints)
    .filter(({ method, access, path }) => method === 'GET' && access !== 'public' && !path.includes('search'))
    .map(({ path }): [string, Call] => [path.replace(/\{\w+\}/, randomUUID()), { token }])
  const json = { email: 'owner@globex.test', password }
  const period = { createdFrom: '2026-01-01T00:00:00Z', createdBefore: '2026-02-01T00:00:00Z' }
  const tenant = { slug: 'initech', name: 'Initech' }
  return [
    ...reads,
    ['/api/orders', { method: 'POST', token, json: plainDraft }],
    ['/api/orders', { method: 'POST', token, json: plainDraft, headers: { 'idempotency-key': randomUUID() } }],
    [`/api/orders/${randomUUID()}`, { method: 'PATCH', token, json: { note: 'x' }, headers: { 'if-match': '"1"' } }],
    ['/api/reports', { method: 'POST', token, json: period }],
    ['/api/auth/sign-in', { method: 'POST', json }],
    ['/api/auth/sign-up', { method: 'POST', json: { ...json, email: 'a@initech.test', name: 'A', tenant } }],
  ]
}

test('[S96] while every connection waits, each endpoint that asks the database answers 503 with Retry-After', async () => {
  const token = await signInAt(url, 'member@acme.test', system.password)
  await send(url, '/api/orders', { token })
  await owner.query('BEGIN; LOCK TABLE orders, search.orders, memberships, sessions, reports, api_keys, tenant_origins')
  const fill = Array.from({ length: 22 }, () => send(url, '/api/orders', { token }))
  const searches = Array.from({ length: 5 }, () => send(url, '/api/orders/search?q=lamp', { token }))
  const sent = requests(token, system.password)
  const answers = await Promise.all([...fill, ...searches, ...sent.map(([path, call]) => send(url, path, call))])
  await owner.query('ROLLBACK')

  const seen = answers.map(({ status, headers }) => [status, headers['retry-after'] !== undefined])
  expect(seen.filter(([status]) => status === 500)).toEqual([])
  expect(seen.slice(0, 27)).toEqual(Array.from({ length: 27 }, () => [503, true]))
  const busy = answers.filter(({ status }) => status === 503)
  for (const answer of busy) {
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json()).toMatchObject({ code: 'unavailable', status: 503 })
    expect(answer.headers['retry-after']).toMatch(/^\d+$/)
  }
  // What a layer before the database refuses: scopes that a member does not have.
  const others = sent.map(([path], index) => [path, answers[27 + index]?.status])
  const refused = others.filter(([, status]) => status !== 503)
  expect(refused).toEqual(
    ['/api/members', '/api/api-keys', '/api/tenant', '/api/tenant/origins'].map(path => [path, 403]),
  )

  expect((await send(url, '/api/orders', { token })).status).toBe(200)
  expect((await send(url, '/api/orders/search?q=lamp', { token })).status).toBe(200)
})

test('[S96] while a tenant’s long orders wait for the search index, others have connections, and surplus ones get 429', async () => {
  const token = await signInAt(url, 'member@acme.test', system.password)
  const stranger = await signInAt(url, 'member@globex.test', system.password)
  const long = { ...plainDraft, note: '鬱'.repeat(2_000) }
  const create = () =>
    send(url, '/api/orders', { method: 'POST', token, json: long, headers: { 'idempotency-key': randomUUID() } })
  const { id } = (await create()).json<Order>()
  const path = `/api/orders/${id}`
  // The index of a long order is written as a whole, however little of it changes.
  const change = (customerName: string) =>
    send(url, path, { method: 'PATCH', token, headers: { 'if-match': '*' }, json: { customerName } })

  await owner.query('BEGIN; LOCK TABLE search.orders')
  const refused: Answer[] = []
  const count = (answer: Answer) => answer.status === 429 && refused.push(answer)
  // One runs, sixteen wait, and eight are refused.
  const writes = Array.from({ length: 25 }, (_, index) => (index % 2 ? create() : change(`Ada ${index}`)).then(count))
  await expect.poll(() => refused.length, { timeout: 8_000 }).toBe(8)
  const lists = await Promise.all(Array.from({ length: 10 }, () => send(url, '/api/orders', { token: stranger })))
  await owner.query('ROLLBACK')

  expect(lists.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
  for (const answer of refused) {
    expectProblem(answer, 'quota-exceeded')
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.json()).toMatchObject({ 'violated-policies': ['long-texts-at-once'] })
  }
  await Promise.all(writes)
  expect((await change('Ada')).status).toBe(200)
})
