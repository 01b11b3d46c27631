import { describe, expect, test } from 'vitest'
import { createClient } from './client.ts'
import type { Endpoint } from './endpoint.ts'
import { endpointIds, endpoints } from './endpoints/index.ts'
import { orderStatuses, orderTransitions } from './endpoints/orders.ts'
import { limitClasses } from './limits.ts'
import { createOpenApiDocument } from './openapi/document.ts'
import { fieldsOf } from './schema.ts'
import { kindOf } from './value-kind.ts'

const all = Object.values<Endpoint>(endpoints)

describe('[B1] the declarations', () => {
  test('have an id of their own and a method and path of their own', () => {
    expect(new Set(endpointIds).size).toBe(endpointIds.length)
    expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length)
  })

  test('give every path parameter a pattern that the edge can check', () => {
    for (const { path, request } of all) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(Object.keys(request.params?.properties ?? {})).toEqual(inPath)
      for (const schema of Object.values(request.params?.properties ?? {})) expect(schema).toHaveProperty('pattern')
    }
  })

  test('[S56] limit every body, to 1 MB at most but for uploads of files, and allow none without a schema', () => {
    for (const { id, request, maxBodyBytes, upload } of all) {
      expect(maxBodyBytes, id).toBeLessThanOrEqual(upload ? 10_485_760 : 1_048_576)
      expect(maxBodyBytes > 0, id).toBe((request.body ?? upload) !== undefined)
      expect(request.body && upload, id).toBeUndefined()
    }
  })

  const inRequests = all.flatMap(({ id, request }) =>
    Object.values(request).flatMap(part => fieldsOf(part, [id]).map(field => ({ part, ...field }))),
  )

  test('close every object, so that undeclared properties are refused', () => {
    const open = inRequests.filter(
      ({ schema, part, path }) =>
        schema.type === 'object' && schema.additionalProperties !== false && !isHeaders(part, path[0]),
    )
    expect(open.map(({ path }) => path)).toEqual([])
  })

  test('bound every list in a response', () => {
    const unbounded: string[] = []
    const visit = (schema: unknown, where: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const { items } = (schema as { properties?: { items?: { maxItems?: number } } }).properties ?? {}
      if (items && items.maxItems === undefined) unbounded.push(where)
      for (const [key, value] of Object.entries(schema)) visit(value, `${where}.${key}`)
    }
    for (const { id, responses } of all) visit(responses, id)
    expect(unbounded).toEqual([])
  })

  test('bound every text that a caller sends', () => {
    const unbounded = inRequests.filter(
      ({ schema: { type, maxLength, pattern } }) =>
        type === 'string' && maxLength === undefined && pattern === undefined,
    )
    expect(unbounded.map(({ path }) => path)).toEqual([])
  })

  test('give every field a kind that the layers know', () => {
    const kinds = new Set(inRequests.map(({ schema }) => kindOf(schema)))
    expect([...kinds].sort()).toEqual(['identifier', 'line', 'secret', 'text'])
    for (const wrong of [
      { type: 'string', 'x-kind': 'name' },
      { type: 'array', 'x-kind': 'secret' },
    ]) {
      expect(() => kindOf(wrong)).toThrow('no kind of')
    }
  })
})

/** What a browser adds to a request is not the schema's matter. */
function isHeaders(part: object, id = ''): boolean {
  return all.find(endpoint => endpoint.id === id)?.request.headers === part
}

test('every status of an order can reach a final one', () => {
  const final = orderStatuses.filter(status => Object.keys(orderTransitions[status]).length === 0)
  expect(final).toEqual(['delivered', 'cancelled'])
})

test('[B1] the OpenAPI document has exactly the declared endpoints, with scope, limit and size', () => {
  const { paths } = createOpenApiDocument({ version: '1.0.0' }) as { paths: Record<string, Record<string, object>> }
  for (const { id, method, path, access, limit, maxBodyBytes } of all) {
    expect(paths[path]?.[method.toLowerCase()], id).toMatchObject({
      operationId: id,
      'x-limit': { class: limit, ...limitClasses[limit] },
      'x-max-body-bytes': maxBodyBytes,
      ...(typeof access === 'object' && { security: expect.arrayContaining([{ accessToken: [access.scope] }]) }),
    })
  }
  expect(Object.values(paths).flatMap(operations => Object.keys(operations))).toHaveLength(all.length)
})

describe('the client', () => {
  const answering = (status: number, body: unknown, type = 'application/json') => {
    const sent: [string, RequestInit][] = []
    const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
      sent.push([String(url), init])
      return new Response(body === null ? null : JSON.stringify(body), { status, headers: { 'content-type': type } })
    }
    return { sent, fetch: fetch as typeof globalThis.fetch }
  }

  test('fills in the path and the query, encoded, and sends the token', async () => {
    const { sent, fetch } = answering(200, { items: [] })
    const call = createClient({ baseUrl: 'https://api.example', fetch, accessToken: () => 'token' })
    await call('orders.search', { query: { q: 'a&b=c' } })
    await call('orders.read', { params: { orderId: '../me' } })
    expect(sent.map(([url]) => url)).toEqual([
      'https://api.example/api/orders/search?q=a%26b%3Dc',
      'https://api.example/api/orders/..%2Fme',
    ])
    expect(new Headers(sent[0]?.[1].headers).get('authorization')).toBe('Bearer token')
  })

  test('returns a problem as a result, and its own problem for any other answer', async () => {
    const problem = { type: '/docs#not-found', title: 'x', status: 404, code: 'not-found', requestId: 'a' }
    const known = await createClient(answering(404, problem, 'application/problem+json'))('auth.who-am-i')
    expect(known).toMatchObject({ ok: false, status: 404, problem })
    const unknown = await createClient(answering(502, '<html>', 'text/html'))('auth.who-am-i')
    expect(unknown).toMatchObject({ ok: false, status: 502, problem: { code: 'unavailable', requestId: 'unknown' } })
  })
})
