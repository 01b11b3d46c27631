import { beforeAll, describe, expect, test } from 'vitest'
import { type Answer, call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { tokenOf } from '../support/users.ts'

type Reference = { $ref: string }
type Response = { headers: { [name: string]: Reference } }
type OpenApi = {
  paths: { [path: string]: { [method: string]: { responses: { [status: string]: Response | Reference } } } }
  components: {
    headers: { [name: string]: { required?: boolean } }
    responses: { [name: string]: Response }
  }
  'x-cors': { exposedHeaders: string[] }
}

let openApi: OpenApi

beforeAll(async () => {
  openApi = (await call('/api/openapi.json')).json<OpenApi>()
})

/** The headers that the document declares for an answer, by their names in lower case. */
function declaredHeaders(path: string, method: string, status: number): Map<string, { required?: boolean }> {
  const response = openApi.paths[path]?.[method]?.responses[status]
  if (!response) throw new Error(`${method} ${path} ${status} is not declared`)
  const { headers } = '$ref' in response ? component(openApi.components.responses, response) : response
  return new Map(
    Object.entries(headers).map(([name, header]) => [
      name.toLowerCase(),
      component(openApi.components.headers, header),
    ]),
  )
}

function component<T>(components: { [name: string]: T }, { $ref }: Reference): T {
  const found = components[$ref.split('/').at(-1) ?? '']
  if (!found) throw new Error(`${$ref} is not declared`)
  return found
}

/** Every required header is there, and none that a page may read is undeclared. */
function expectDeclaredHeaders(answer: Answer, path: string, method: string): void {
  const declared = declaredHeaders(path, method, answer.status)
  const required = [...declared].filter(([, header]) => header.required).map(([name]) => name)
  expect(Object.keys(answer.headers)).toEqual(expect.arrayContaining(required))
  const readable = openApi['x-cors'].exposedHeaders.filter(name => name in answer.headers)
  expect([...declared.keys()]).toEqual(expect.arrayContaining(readable))
}

describe('[B1] the OpenAPI document declares the headers of', () => {
  test('an order that is created, read, listed and refused', async () => {
    const token = await tokenOf('owner')
    const created = await call('/api/orders', { method: 'POST', token, json: draft })
    expect(created.status).toBe(201)
    expectDeclaredHeaders(created, '/api/orders', 'post')
    const path = String(created.headers['location'])
    expectDeclaredHeaders(await call(path, { token }), '/api/orders/{orderId}', 'get')
    expectDeclaredHeaders(await call('/api/orders', { token }), '/api/orders', 'get')
    const unconditional = await call(path, { method: 'PATCH', token, json: { note: 'x' } })
    expect(unconditional.status).toBe(428)
    expectDeclaredHeaders(unconditional, '/api/orders/{orderId}', 'patch')
  })

  test('answers to callers without a token and with a wrong method', async () => {
    const anonymous = await call('/api/orders')
    expect(anonymous.status).toBe(401)
    expectDeclaredHeaders(anonymous, '/api/orders', 'get')
    expectDeclaredHeaders(await call('/livez'), '/livez', 'get')
  })
})
