import { randomUUID } from 'node:crypto'
import { describeFault, endpoints, maxText, pageHeaders } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem, expectSecurityHeaders } from '../support/expectations.ts'
import { type Answer, call } from '../support/http.ts'
import { draft, plainDraft } from '../support/samples.ts'
import { completeSignUp, mailSignUpLink, tokenOf } from '../support/users.ts'

const { baseUrl, webOrigin, hasEdge } = inject('target')
const sorts = endpoints['orders.list'].request.query.properties.sort.enum
const { minLength } = endpoints['orders.search'].request.query.properties.q as { minLength?: number }
const oneOf = (values: readonly string[]) => describeFault('enum', values)

describe('[S57] undeclared requests', () => {
  test('get 404', async () => {
    const token = await tokenOf('member')
    for (const path of ['/api', '/api/', '/api/admin', '/api/orders/', '/api/orders/1']) {
      expectProblem(await call(path, { token }), 'not-found')
    }
    expectProblem(await call('/api//orders', { token }), 'malformed-request')
    expect((await call('/API/orders', { token })).headers['content-type']).not.toBe('application/json')
    const answer = await call('/api/admin')
    expectProblem(answer, 'not-found')
    expect(answer.json()).toMatchObject({ title: 'Not found' })
    expect(answer.json().detail).toBeUndefined()
  })

  test('with another method get 405, and the answer names the methods of the path', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await call('/api/orders', { method })
      expectProblem(answer, 'method-not-allowed')
      expect((answer.headers.allow ?? '').split(/,\s*/).sort()).toEqual(['GET', 'HEAD', 'POST'].sort())
    }
  })

  test('[S57] HEAD is answered as GET, without a body', async () => {
    const token = await tokenOf('member')
    const compared = ['content-type', 'content-length', 'content-security-policy', 'cache-control', 'allow']
    const paths = ['/livez', '/readyz', '/.well-known/jwks.json', '/api/openapi.json', '/api/orders?limit=1']
    for (const path of [
      ...paths,
      '/api/orders/search?q=lamp',
      '/api/auth/me',
      '/api/members',
      '/api/orders/1',
      '/api/x',
    ]) {
      const [get, head] = [await call(path, { token }), await call(path, { token, method: 'HEAD' })]
      const fields = ({ status, headers }: Answer) => [status, ...compared.map(name => headers[name])]
      expect(fields(head), path).toEqual(fields(get))
      expect(head.text, path).toBe('')
    }
    expect((await call('/api/orders/search?q=lamp', { method: 'HEAD' })).status).toBe(401)
    const answer = await call('/api/auth/sign-in', { method: 'HEAD' })
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
  })

  test('[S34] TRACE and CONNECT are refused', async () => {
    const answer = await call('/api/orders', { method: 'TRACE' })
    expectProblem(answer, 'method-not-allowed')
  })
})

describe('[S53] a header', () => {
  test('that overrides method or path is refused', async () => {
    for (const name of ['x-http-method-override', 'x-original-url', 'x-rewrite-url']) {
      const answer = await call('/api/auth/me', { token: await tokenOf('member'), headers: { [name]: '/api/tenant' } })
      // The edge drops it, and the API, where it stands alone, refuses it.
      if (hasEdge) expect(answer.status).toBe(200)
      else expectProblem(answer, 'malformed-request')
    }
  })

  test('[S60] that is undeclared does no harm', async () => {
    const headers = { 'x-debug': '1' }
    expect((await call('/api/auth/me', { token: await tokenOf('member'), headers })).status).toBe(200)
  })
})

describe('a field that is not valid', () => {
  test.each([
    ['/api/orders/search?q=', { in: 'query', pointer: '/q', detail: describeFault('minLength', minLength) }],
    ['/api/orders?limit=101', { in: 'query', pointer: '/limit', detail: 'must be at most 100' }],
    ['/api/orders?limit=many', { in: 'query', pointer: '/limit', detail: 'must be of type integer' }],
    ['/api/orders?sort=name', { in: 'query', pointer: '/sort', detail: oneOf(sorts) }],
  ])('is described in plain English, whichever layer refuses it: %s', async (path, error) => {
    const answer = await call(path, { token: await tokenOf('member') })
    expectProblem(answer, 'validation-failed')
    expect(answer.json().errors).toEqual([error])
  })

  test('[S96] is not named when only the sum of all texts is too long', async () => {
    const [line] = plainDraft.lines
    const lines = Array.from({ length: maxText.chars / 200 }, () => ({ ...line, description: 'lamp '.repeat(40) }))
    const json = { ...plainDraft, note: '', lines }
    const answer = await call('/api/orders', { method: 'POST', token: await tokenOf('member'), json })
    expectProblem(answer, 'validation-failed')
    const detail = describeFault('totalChars', maxText.chars)
    expect(answer.json().errors).toEqual([{ in: 'body', pointer: '', detail }])
  })

  test('is named by its pointer when it is missing', async () => {
    const { customerEmail: _, ...json } = draft
    const answer = await call('/api/orders', { method: 'POST', token: await tokenOf('member'), json })
    expectProblem(answer, 'validation-failed')
    expect(answer.json().errors).toEqual([{ in: 'body', pointer: '/customerEmail', detail: 'is required' }])
  })

  test('is named by its pointer when another tenant has the value', async () => {
    const token = await mailSignUpLink(`owner-${randomUUID()}@acme.test`)
    const sameName = await completeSignUp(token, { slug: 'acme' })
    expectProblem(sameName, 'tenant-taken')
    expect(sameName.json().errors).toEqual([{ in: 'body', pointer: '/tenant/slug', detail: 'is already in use' }])
  })
})

describe('[S55] [S56] a body', () => {
  const create = async (body: string | Buffer, type = 'application/json') =>
    call('/api/orders', { method: 'POST', token: await tokenOf('member'), headers: { 'content-type': type }, body })

  test('of another type is refused', async () => {
    expectProblem(await create('a=b', 'application/x-www-form-urlencoded'), 'unsupported-media-type')
    expectProblem(await create('<a/>', 'application/xml'), 'unsupported-media-type')
  })

  test('is JSON in UTF-8, however its type is written', async () => {
    for (const type of ['Application/JSON', 'application/json;charset=UTF-8', 'application/json ; charset="utf-8"']) {
      expect((await create(JSON.stringify(draft), type)).status, type).toBe(201)
    }
    for (const type of ['application/json; charset=utf-16', 'application/json;', 'application/json; x=y']) {
      expectProblem(await create(JSON.stringify(draft), type), 'unsupported-media-type')
    }
  })

  test('may come in chunks, within the size of its endpoint', async () => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
    const send = async (text: string) =>
      call('/api/orders', { method: 'POST', token: await tokenOf('member'), headers, chunked: text })
    expect((await send(JSON.stringify(draft))).status).toBe(201)
    expectProblem(await send(JSON.stringify({ ...draft, note: 'x'.repeat(65_536) })), 'body-too-large')
  })

  test('is accepted with any Expect field', async () => {
    const headers = { 'content-type': 'application/json', expect: 'something' }
    const answer = await call('/api/orders', { method: 'POST', token: await tokenOf('member'), headers, json: draft })
    expect(answer.status).toBe(201)
  })

  test('over the size of its endpoint is refused', async () => {
    expectProblem(await create(JSON.stringify({ ...draft, note: 'x'.repeat(65_536) })), 'body-too-large')
    const small = { method: 'POST', json: { email: 'a@b.example', password: 'x'.repeat(4_096) } }
    expectProblem(await call('/api/auth/sign-in', small), 'body-too-large')
  })

  test('of an endpoint without a body is refused', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await call('/api/auth/sessions', { method, token: await tokenOf('member'), json: {} })
      expectProblem(answer, 'malformed-request')
    }
  })

  test('that is not strict JSON is refused', async () => {
    const broken = [
      '{"customerName":',
      '[1,2',
      '{"a":1}{"b":2}',
      '{"a":1,"a":2}',
      '{"__proto__":{"admin":true}}',
      '{"a":9007199254740993}',
      '\ufeff{}',
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      `${'['.repeat(200)}${']'.repeat(200)}`,
    ]
    for (const body of broken) {
      const answer = await create(body)
      // The edge refuses some of them first, and some as fields that nobody declared.
      const codes = ['malformed-request', ...(hasEdge ? ['validation-failed', 'blocked'] : [])]
      expect(codes, String(body).slice(0, 40)).toContain(answer.json().code)
    }
  })

  test('that is JSON but no object is refused, also where every field is optional', async () => {
    for (const body of ['null', '[]', '""', '0']) {
      const headers = { 'content-type': 'application/json' }
      expectProblem(await call('/api/auth/refresh', { method: 'DELETE', headers, body }), 'validation-failed')
    }
  })
})

describe('every answer', () => {
  test('[S6] [S72] of the API carries the security headers and a fresh request id', async () => {
    const ids = new Set<string | string[] | undefined>()
    for (const path of ['/livez', '/readyz', '/.well-known/jwks.json', '/api/openapi.json', '/api/orders', '/api/x']) {
      const answer = await call(path, { headers: { 'x-request-id': 'f'.repeat(32) } })
      expectSecurityHeaders(answer)
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
      ids.add(answer.headers['x-request-id'])
    }
    expect(ids.size).toBe(6)
    expect(ids).not.toContain('f'.repeat(32))
  })

  test('[S72] of the SPA lets it load only its own files, and call the API', async () => {
    const api = baseUrl === webOrigin ? "'self'" : baseUrl
    const policy = pageHeaders['content-security-policy'].replace("connect-src 'self'", `connect-src ${api}`)
    for (const path of ['/', '/docs', '/orders/anything']) {
      const answer = await call(path, { at: webOrigin, headers: { accept: 'text/html' } })
      expect(answer.status).toBe(200)
      expect(answer.headers).toMatchObject({ ...pageHeaders, 'content-security-policy': policy })
      expect(answer.headers['content-type']).toMatch(/^text\/html/)
      expect(answer.text).toContain('<div id="root">')
    }
    expectProblem(await call('/assets/nothing.js', { at: webOrigin }), 'not-found')
  })

  test('[S97] does not reveal names and versions of the software', async () => {
    for (const path of ['/', '/livez', '/api/orders', '/api/orders/%00', '/assets/..%2f..%2fpackage.json']) {
      const { headers, text } = await call(path)
      expect(headers['x-powered-by']).toBeUndefined()
      expect(headers['server'] ?? '').not.toMatch(/\d/)
      expect(text).not.toMatch(/node_modules|fastify|prisma|at .*\.ts:\d/i)
    }
  })
})

describe('documents', () => {
  test('[B1] OpenAPI 3.1 describes every endpoint', async () => {
    const document = (await call('/api/openapi.json')).json<{ openapi: string; paths: Record<string, object> }>()
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toContain('/api/orders/{orderId}/transitions')
  })

  test('the type of a problem leads to the page that documents the API', async () => {
    const problem = (await call('/api/nothing')).json<{ type: string }>()
    expect(problem.type).toBe('/docs#not-found')
    let answer = await call('/docs')
    if (baseUrl !== webOrigin) {
      expect([answer.status, answer.headers.location]).toEqual([308, `${webOrigin}/docs`])
      answer = await call('/docs', { at: webOrigin })
    }
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('<div id="root">')
  })

  test('the health checks report that it lives and is ready', async () => {
    expect((await call('/livez')).json()).toEqual({ status: 'live' })
    expect((await call('/readyz')).json()).toEqual({ status: 'ready' })
  })
})
