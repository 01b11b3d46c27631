import { createOpenApiDocument, endpointIds } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { findOperations } from './find-operations.ts'
import { readReference } from './reference.ts'

const reference = readReference(createOpenApiDocument({ version: '1.2.3' }))
const idsOf = (words: string) =>
  findOperations(reference, words).flatMap(({ operations }) => operations.map(({ operationId }) => operationId))

test('the reference has every endpoint once, under its tag, with the errors and headers that it can answer', () => {
  expect(idsOf('').toSorted()).toEqual(endpointIds.toSorted())
  const create = reference.tags.flatMap(({ operations }) => operations).find(o => o.operationId === 'orders.create')
  expect(create).toMatchObject({ method: 'POST', path: '/api/orders', tags: ['orders'] })
  expect(create?.responses['409']?.description).toContain('`idempotency-in-flight`')
  expect(create?.responses['201']?.headers?.['ETag']?.description).toContain('If-Match')
})

test('a search finds operations that contain every word in method, path, summary, scope or parameters', () => {
  expect(idsOf('post transitions')).toEqual(['orders.move'])
  expect(idsOf('NEWEST whose')).toEqual(['orders.search'])
  expect(idsOf('orders:write get')).toEqual(['order-imports.read'])
  expect(idsOf('createdBefore')).toEqual(['orders.list', 'orders.export'])
  expect(idsOf('get zebra')).toEqual([])
})

test('a search finds what the closed details say: descriptions, fields and errors', () => {
  expect(idsOf('unitPriceMinor')).toEqual(expect.arrayContaining(['orders.create', 'orders.read']))
  expect(idsOf('idempotency-mismatch')).toContain('orders.create')
  expect(idsOf('idempotency-mismatch')).not.toContain('orders.list')
  expect(idsOf('delivered')).toContain('orders.read')
})
