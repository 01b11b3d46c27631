import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { composeRequest, exampleValues, toCurl } from './compose-request.ts'
import type { Operation } from './reference.ts'

const operation: Operation = {
  operationId: 'orders.change',
  method: 'PATCH',
  path: '/api/orders/{orderId}',
  summary: '',
  description: '',
  tags: [],
  security: [{ accessToken: ['orders:write'] }],
  parameters: [
    { name: 'orderId', in: 'path', required: true, schema: { examples: ['a/b'] } },
    { name: 'status', in: 'query', required: false, schema: { enum: ['draft'] } },
    { name: 'if-match', in: 'header', required: true, schema: { examples: ['"3"'] } },
  ],
  requestBody: { required: true, content: { 'application/json': { schema: {}, example: { note: 'new' } } } },
  responses: {},
}

test('a request starts with the examples of its required fields', () => {
  expect(exampleValues(operation)).toEqual({
    parameters: { 'path.orderId': 'a/b', 'header.if-match': '"3"' },
    body: '{\n  "note": "new"\n}',
  })
})

test('a request contains each value encoded in its place, and no empty values', () => {
  const values = exampleValues(operation)
  const parameters = { ...values.parameters, 'query.status': 'draft & placed' }
  expect(composeRequest(operation, { ...values, parameters })).toEqual({
    method: 'PATCH',
    target: '/api/orders/a%2Fb?status=draft+%26+placed',
    headers: { 'if-match': '"3"', 'content-type': 'application/json' },
    body: values.body,
    needsToken: true,
  })
  expect(composeRequest(operation, { parameters: {}, body: '' })).toEqual({
    method: 'PATCH',
    target: '/api/orders/',
    headers: {},
    needsToken: true,
  })
})

test('curl receives the exact values, without expansion by the shell', () => {
  const body = `@it's "$HOME" \`id\` \\ !\n%`
  const command = toCurl(composeRequest(operation, { parameters: {}, body }), 'https://api.example.com')
  const shell = `curl() { printf '%s\\0' "$@"; }\n${command}`
  const output = execFileSync('sh', ['-c', shell], { encoding: 'utf8', env: { TOKEN: 'secret' } })
  expect(output.split('\0').slice(0, -1)).toEqual([
    '--request',
    'PATCH',
    'https://api.example.com/api/orders/',
    '--header',
    'Authorization: Bearer secret',
    '--header',
    'content-type: application/json',
    '--data-raw',
    body,
  ])
})
