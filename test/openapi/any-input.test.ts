import { type Endpoint, endpoints, exampleOf } from '@palisade/contracts'
import fc, { type Arbitrary } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Call, send } from '../support/clients/send.ts'
import { type ApiWithoutLimits, startApiWithoutLimits } from './api-without-limits.ts'
import { inputFor, tamperedExamples } from './arbitrary-input.ts'

let api: ApiWithoutLimits

beforeAll(async () => {
  api = await startApiWithoutLimits()
}, 180_000)
afterAll(() => api.stop())

type Input = { params: unknown; query: unknown; headers: unknown; body: unknown }

/** Those that hash a password cost a hundred times as much as others. */
const runsOf = ({ limit }: Endpoint) => (limit === 'session' ? 25 : 100)

const all = Object.values<Endpoint>(endpoints)

test.each(all)('[B1] no input makes $id answer a 5xx', async endpoint => {
  const check = fc.asyncProperty(inputOf(endpoint), input => expectNo5xx(endpoint, input))
  await fc.assert(check, { seed: 20_261_127, numRuns: runsOf(endpoint) })
})

test.each(all)('[B1] no text in an otherwise valid request makes $id answer a 5xx', async endpoint => {
  const { params, query, headers, body } = endpoint.request
  const right = { params: exampleOfPart(params), query: undefined, headers: undefined, body: exampleOfPart(body) }
  for (const [part, schema] of Object.entries({ params, query, headers, body })) {
    for (const input of schema ? tamperedExamples(schema) : []) await expectNo5xx(endpoint, { ...right, [part]: input })
  }
})

const exampleOfPart = (schema: object | undefined) => schema && exampleOf(schema)

async function expectNo5xx(endpoint: Endpoint, input: Input): Promise<void> {
  const [path, call] = requestOf(endpoint, input)
  const answer = await send(api.baseUrl, path, { ...call, token: api.token })
  expect(answer.status, `${path} ${JSON.stringify(call.json)} ${answer.text}`).toBeLessThan(500)
}

function inputOf({ request }: Endpoint): Arbitrary<Input> {
  const part = (schema: object | undefined) => (schema ? inputFor(schema) : fc.constant(undefined))
  return fc.record({
    params: part(request.params),
    query: part(request.query),
    headers: part(request.headers),
    body: part(request.body),
  })
}

/** Writes the input as HTTP: where a part is no object, it is left out. */
function requestOf(
  { method, path, request, oauth }: Endpoint,
  { params, query, headers, body }: Input,
): [string, Call] {
  const given = new Map(entriesOf(params))
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(given.get(name) ?? 'x'))
  const search = new URLSearchParams(entriesOf(query).map(([name, value]) => [name, value])).toString()
  // What HTTP cannot carry in a field never reaches the API.
  const fields = entriesOf(headers).filter(
    ([name, value]) => name in (request.headers?.properties ?? {}) && isFieldValue(value),
  )
  return [
    search ? `${filled}?${search}` : filled,
    { method, headers: Object.fromEntries(fields), ...bodyOf(body, oauth) },
  ]
}

function bodyOf(body: unknown, isForm = false): Call {
  if (body === undefined) return {}
  return isForm ? { form: Object.fromEntries(entriesOf(body)) } : { json: body }
}

function entriesOf(part: unknown): [string, string][] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).map(([name, value]) => [name, textOf(value)])
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return (text ?? '').toWellFormed()
}

function isFieldValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}
