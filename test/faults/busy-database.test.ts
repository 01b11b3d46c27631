import { randomUUID } from 'node:crypto'
import {
  type Endpoint,
  type EndpointId,
  endpoints,
  exampleOf,
  isOperatorScope,
  type Order,
  type ResponseOf,
} from '@palisade/contracts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthenticator } from '../support/clients/authenticator.ts'
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

/** What the examples of the contract cannot say: a period has an end after its beginning, a challenge is a signed one. */
function bodiesOf(challenge: string): { [Id in EndpointId]?: object } {
  return {
    'reports.create': { createdFrom: '2026-01-01T00:00:00Z', createdBefore: '2026-02-01T00:00:00Z' },
    'second-factor.answer': { challenge, code: '000000' },
    'tenant.add-origin': { origin: 'https://shop.acme-store.com' },
  }
}

type Tokens = { owners: readonly string[]; console: string; challenge: string }

/** A request of each endpoint that takes JSON, which the API has no reason to refuse before it asks the database. */
function requests({ owners, console, challenge }: Tokens): [EndpointId, string, Call][] {
  const bodies = bodiesOf(challenge)
  const ofJson = Object.values<Endpoint>(endpoints).filter(({ oauth, upload }) => !oauth && !upload)
  const ofClass = new Map<string, number>()
  return ofJson.map((endpoint, index) => {
    const id = endpoint.id as EndpointId
    const { params, headers, body } = endpoint.request
    const given = (params ? exampleOf(params) : {}) as Record<string, string>
    const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name) => given[name] ?? '')
    const json = bodies[id] ?? (body ? exampleOf(body) : undefined)
    // In turn, so that none of them reaches the limit of a class.
    const turn = (ofClass.get(endpoint.limit) ?? 0) + 1
    ofClass.set(endpoint.limit, turn)
    const { access } = endpoint
    const isOfConsole = typeof access === 'object' && isOperatorScope(access.scope)
    const token = isOfConsole ? console : owners[turn % owners.length]
    // From an address of its own, so that none meets the limits of an address.
    const from = `127.0.9.${index + 1}`
    const call = { method: endpoint.method, from, ...(token && { token }), ...(json !== undefined && { json }) }
    return [
      id,
      id === 'orders.search' ? `${path}?q=lamp` : path,
      { ...call, ...(headers && { headers: exampleOf(headers) as Record<string, string> }) },
    ]
  })
}

/** With a second factor just now, as some scopes ask for, with a challenge that waits for its code, and as an operator. */
async function signInStrongly(email: string): Promise<{ token: string; challenge: string; console: string }> {
  const { password } = system
  const first = await signInAt(url, email, password)
  const ask = (path: string, json: object, token = first) => send(url, path, { method: 'POST', token, json })
  const enrolled = await ask('/api/auth/second-factor/enrolment', { password })
  const code = await createAuthenticator(enrolled.json<ResponseOf<'second-factor.enrol'>>().secret).nextCode()
  const answer = await ask('/api/auth/second-factor/confirmation', { code })
  const { session, recoveryCodes } = answer.json<ResponseOf<'second-factor.confirm'>>()
  const { challenge = '' } = (await ask('/api/auth/sign-in', { email, password })).json()
  await owner.query('INSERT INTO operators (id, user_id) SELECT gen_random_uuid(), id FROM users WHERE email = $1', [
    email,
  ])
  const entered = await ask('/api/operator/token', { code: recoveryCodes[0] }, session.accessToken)
  const { accessToken: console } = entered.json<ResponseOf<'operator.enter'>>()
  return { token: session.accessToken, challenge, console }
}

test('[S96] while all connections are in use, each endpoint that needs the database answers 503 with Retry-After', async () => {
  const { token, challenge } = await signInStrongly('owner@acme.test')
  const other = await signInStrongly('owner@globex.test')
  const { console } = await signInStrongly('admin@acme.test')
  const { rows } = await owner.query(`SELECT string_agg(format('%I.%I', schemaname, tablename), ',') AS tables
    FROM pg_tables WHERE schemaname IN ('public', 'search')`)
  await owner.query(`BEGIN; LOCK TABLE ${rows[0].tables}`)
  const fill = Array.from({ length: 22 }, () => send(url, '/api/orders', { token }))
  const waiting = async () => (await owner.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount
  await expect.poll(waiting).toBe(20)
  const calls = requests({ owners: [token, other.token], console, challenge }).map(
    async ([id, path, call]) => [id, await send(url, path, call)] as [EndpointId, Answer],
  )
  const answers = await Promise.all(calls)
  const lists = await Promise.all(fill)
  await owner.query('ROLLBACK')

  const others = answers.flatMap(([id, { status }]) => (status === 503 ? [] : [[id, status]]))
  // Keys and documents are in memory.
  expect(others).toEqual([
    ['oauth.metadata', 200],
    ['system.live', 200],
    ['system.keys', 200],
    ['system.openapi', 200],
  ])
  expect(lists.map(({ status }) => status)).toEqual(Array(22).fill(503))
  const refused = [...lists, ...answers.map(([, answer]) => answer).filter(({ status }) => status === 503)]
  for (const answer of refused) {
    expectProblem(answer, 'unavailable')
    expect(answer.headers['retry-after']).toMatch(/^\d+$/)
  }

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
  await expect.poll(() => refused.length, { timeout: 60_000 }).toBe(8)
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
