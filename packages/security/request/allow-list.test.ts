import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AllowListEndpoint, createAllowList } from './index.ts'

function endpoint(id: string, method: string, path: string, more: Partial<AllowListEndpoint> = {}): AllowListEndpoint {
  return { id, method, path, contentTypes: [], maxBodyBytes: 0, query: [], pathPatterns: {}, ...more }
}

const id = '[A-Za-z0-9_~-]{1,128}'
const limits = { maxTargetChars: 4_096 }
const json = { contentTypes: ['application/json'], maxBodyBytes: 1000 }
const listOrders = endpoint('orders.list', 'GET', '/api/orders', { query: ['limit', 'cursor'] })
const createOrder = endpoint('orders.create', 'POST', '/api/orders', json)
const readOrder = endpoint('orders.read', 'GET', '/api/orders/{orderId}', { pathPatterns: { orderId: id } })
const exportOrders = endpoint('orders.export', 'GET', '/api/orders/export')
const removeMember = endpoint('members.remove', 'DELETE', '/api/tenants/{tenantId}/members/{memberId}', {
  pathPatterns: { tenantId: id, memberId: id },
})
const readFile = endpoint('files.read', 'GET', '/api/files/{name}', {
  pathPatterns: { name: String.raw`[\p{L}\d -]+\.pdf` },
})
const upload = endpoint('files.upload', 'POST', '/api/files', {
  contentTypes: ['multipart/form-data'],
  maxBodyBytes: 5_000_000,
})
const root = endpoint('root', 'GET', '/')
const all = [listOrders, createOrder, readOrder, exportOrders, removeMember, readFile, upload, root]
const list = createAllowList(all, limits)
const get = (url: string) => list.check({ method: 'GET', url })
const refused = (reason: string) => ({ ok: false, reason })

test.for([
  ['GET', '/', root],
  ['GET', '/api/orders', listOrders],
  ['GET', '/api/orders?', listOrders],
  ['GET', '/api/orders?limit=20&cursor=a%20b%2Fc+d', listOrders],
  ['GET', '/api/orders?cursor', listOrders],
  ['GET', '/api/orders?cursor={%22a%22:1}', listOrders],
  ['GET', '/api/orders/ord_1-A~', readOrder],
  ['GET', '/api/orders/export', exportOrders],
  ['GET', '/api/orders/exported', readOrder],
  ['DELETE', '/api/tenants/t1/members/m1', removeMember],
  ['GET', '/api/files/Z%C3%BCrich%202026.pdf', readFile],
] as const)('[S57] %s %s is declared, and is found by its id', ([method, url, expected]) => {
  expect(list.check({ method, url })).toEqual({ ok: true, endpoint: expected })
})

test.for([
  '/api',
  '/api/',
  '/api/order',
  '/api/orders/',
  '/api/orders/ord_1/',
  '/api/orders/ord_1/items',
  '/API/orders',
  '/api/Orders',
  '/api/orders/a.b',
  "/api/orders/1'or'1'='1",
  '/api/orders/1;drop',
  `/api/orders/${'a'.repeat(129)}`,
  '/api/orders/%C3%BC',
  '/api/tenants/t1/members',
  '/api/files/a.pdf.exe',
  '/__proto__',
  '/constructor',
  '/api/files/a%20/b.pdf',
])('[S58] %s is not declared', url => {
  expect(get(url)).toEqual(refused('path'))
  expect(list.methodsOf(url)).toEqual([])
})

test.for([
  ['an encoded slash', '/api/orders%2Ford_1'],
  ['an encoded slash in a segment', '/api/orders/a%2f..%2fb'],
  ['an encoded backslash', '/api/orders%5cord_1'],
  ['an encoded dot', '/api/orders/%2e%2e/admin'],
  ['an encoded letter', '/api/%6frders'],
  ['a double encoding', '/api/orders/%252e%252e'],
  ['an overlong slash', '/api/orders/%c0%af'],
  ['an overlong dot', '/api/orders/%c0%ae%c0%ae'],
  ['broken UTF-8', '/api/orders/%ff'],
  ['a NUL', '/api/orders/a%00.pdf'],
  ['a line break', '/api/orders/a%0d%0aset-cookie:a=b'],
  ['a raw control', '/api/orders/a\u0001'],
  ['a space', '/api/orders /ord_1'],
  ['a raw umlaut', '/api/orders/ü'],
  ['a cut encoding', '/api/orders/%4'],
  ['no hexadecimal', '/api/orders/%zz'],
  ['two slashes', '/api//orders'],
  ['two slashes in front', '//evil.example/api/orders'],
  ['a parent segment', '/api/orders/../admin'],
  ['a parent segment at the end', '/api/orders/..'],
  ['a dot segment', '/api/./orders'],
  ['a backslash', '/api\\orders'],
  ['a fragment', '/api/orders#x'],
  ['a fragment behind the query', '/api/orders?limit=1#x'],
  ['an absolute form', 'http://localhost/api/orders'],
  ['an authority form', 'api.example.com:443'],
  ['an asterisk', '*'],
  ['nothing', ''],
  ['a query alone', '?limit=1'],
  ['a repeated parameter', '/api/orders?limit=1&limit=2'],
  ['a NUL in the query', '/api/orders?cursor=%00'],
  ['broken UTF-8 in the query', '/api/orders?cursor=%ff'],
  ['a cut encoding in the query', '/api/orders?cursor=%'],
  ['a tag in the query', '/api/orders?cursor=<script>'],
  ['a backslash in the query', '/api/orders?cursor=\\'],
] as const)('[S58] a target with %s is malformed', ([, url]) => {
  expect(get(url)).toEqual(refused('malformed-url'))
})

test('a target that is too long is not parsed', () => {
  expect(get(`/api/orders?cursor=${'a'.repeat(4096)}`)).toEqual(refused('url-too-long'))
})

test.for(['debug=1', 'limit=1&debug', 'LIMIT=1', '%6cimit=1', 'limit[]=1', '__proto__=1', 'limit=1&', '=1'])(
  '[S53] the query %s has an undeclared parameter',
  query => {
    expect(get(`/api/orders?${query}`)).toEqual(refused('query-parameter'))
  },
)

test.for(['PUT', 'OPTIONS', 'TRACE', 'HEAD', 'get', '', '__proto__'])(
  '[S57] the method %s is refused, with the methods of the path',
  method => {
    expect(list.check({ method, url: '/api/orders' })).toEqual({ ok: false, reason: 'method', allow: ['GET', 'POST'] })
    expect(list.methodsOf('/api/orders?limit=1')).toEqual(['GET', 'POST'])
  },
)

test.for([
  ['application/json', true],
  ['application/json; charset=utf-8', true],
  ['Application/JSON;charset="UTF-8"', true],
  ['application/json; charset=utf-16', false],
  ['application/json; charset=utf-7', false],
  ['application/json; charset=utf-8; x=y', false],
  ['application/json; charset=utf-8; charset=utf-8', false],
  ['application/json \t;\tcharset=utf-8', true],
  ['application/json; charset="utf-8', false],
  ['application/json;', false],
  ['application/json, text/plain', false],
  ['application/jsonp', false],
  ['text/plain', false],
  ['application/x-www-form-urlencoded', false],
  ['multipart/form-data; boundary=x', false],
  ['', false],
  [undefined, false],
] as const)('[S53] a JSON endpoint receives %s: %s', ([contentType, isAccepted]) => {
  const result = list.check({ method: 'POST', url: '/api/orders', contentType, contentLength: '10' })
  expect(result).toEqual(isAccepted ? { ok: true, endpoint: createOrder } : refused('content-type'))
})

test('[S53] a multipart endpoint requires a valid boundary', () => {
  const send = (contentType: string) =>
    list.check({ method: 'POST', url: '/api/files', contentType, contentLength: '10' }).ok
  expect(send('multipart/form-data; boundary=----WebKitFormBoundary7MA4')).toBe(true)
  expect(send(`multipart/form-data; boundary=${'a'.repeat(71)}`)).toBe(false)
  expect(send('multipart/form-data; charset=utf-8')).toBe(false)
})

test.for([
  [{ contentLength: '1000' }, undefined],
  [{ contentLength: '1001' }, 'too-large'],
  [{ contentLength: '999999999999999999999' }, 'malformed-length'],
  [{ contentLength: '-1' }, 'malformed-length'],
  [{ contentLength: '1e3' }, 'malformed-length'],
  [{ contentLength: '10, 10' }, 'malformed-length'],
  [{ contentLength: '' }, 'malformed-length'],
  [{ contentLength: '10', transferEncoding: 'chunked' }, 'malformed-length'],
  [{ transferEncoding: 'chunked' }, undefined],
  [{ transferEncoding: 'Chunked' }, undefined],
  [{ transferEncoding: 'gzip, chunked' }, 'malformed-length'],
  [{ transferEncoding: 'chunked', contentType: undefined }, 'content-type'],
  [{ contentType: 'text/plain' }, 'content-type'],
  [{ contentType: undefined }, undefined],
  [{ contentLength: '0' }, undefined],
  [{}, undefined],
] as const)('[S56] a body announced by %j: %s', ([head, reason]) => {
  const result = list.check({ method: 'POST', url: '/api/orders', contentType: 'application/json', ...head })
  expect(result).toEqual(reason === undefined ? { ok: true, endpoint: createOrder } : refused(reason))
})

test('[S53] a body is refused on an endpoint without one', () => {
  const head = { method: 'GET', url: '/api/orders', contentType: 'application/json' }
  expect(list.check(head).ok).toBe(true)
  expect(list.check({ ...head, contentLength: '2' })).toEqual(refused('unexpected-body'))
})

test('two patterns for one parameter make two resources', () => {
  const numbers = endpoint('numbers', 'GET', '/api/things/{id}', { pathPatterns: { id: String.raw`\d+` } })
  const names = endpoint('names', 'GET', '/api/things/{name}/x', { pathPatterns: { name: '[a-z0-9]+' } })
  const things = createAllowList([numbers, names], limits)
  expect(things.check({ method: 'GET', url: '/api/things/7' })).toMatchObject({ endpoint: { id: 'numbers' } })
  expect(things.check({ method: 'GET', url: '/api/things/7/x' })).toMatchObject({ endpoint: { id: 'names' } })
  expect(things.check({ method: 'GET', url: '/api/things/a' })).toEqual(refused('path'))
})

test('an invalid declaration stops the start', () => {
  expect(() => createAllowList([listOrders, listOrders], limits)).toThrow(
    'orders.list: GET /api/orders is declared twice',
  )
  for (const path of ['api', '/api/', '/a//b', '/a/{b', '/a/{b}c', '/a b', '']) {
    expect(() => createAllowList([endpoint('x', 'GET', path)], limits)).toThrow(`x: "${path}" is no path template`)
  }
  expect(() => createAllowList([endpoint('x', 'GET', '/{a}', { pathPatterns: { a: '(' } })], limits)).toThrow(
    SyntaxError,
  )
  expect(() => createAllowList([endpoint('x', 'GET', '/{a}')], limits)).toThrow('{a} has no pattern')
})

test('hostile requests never throw, and pass only with a declared method on a path that fits its template', () => {
  const pieces = fc.constantFrom(
    '/',
    '//',
    'api',
    'orders',
    '..',
    '.',
    '%2f',
    '%',
    '%00',
    '?',
    'limit',
    '=',
    '&',
    '#',
    '\\',
    'é',
    'x1',
  )
  const url = fc.oneof(
    fc.array(pieces, { maxLength: 10 }).map(parts => `/${parts.join('')}`),
    fc.string({ unit: 'binary' }),
  )
  const text = fc.option(fc.string(), { nil: undefined })
  const request = fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'POST'), fc.string()),
    url,
    contentType: text,
    contentLength: text,
    transferEncoding: text,
  })
  fc.assert(
    fc.property(request, hostile => {
      const result = list.check(hostile)
      list.methodsOf(hostile.url)
      if (!result.ok) return
      // A server that normalizes the target afterwards still gets the same path.
      expect(new URL(hostile.url, 'http://x').pathname).toBe(hostile.url.split('?')[0])
      expect(hostile.method).toBe(result.endpoint.method)
    }),
    { numRuns: 1000 },
  )
})
