import { createOpenApiDocument, endpointIds } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { findOperations } from './find-operations.ts'
import { readReference } from './reference.ts'

const reference = readReference(createOpenApiDocument({ version: '1.2.3' }))
const idsOf = (words: string) =>
  findOperations(reference.tags, words).flatMap(({ operations }) => operations.map(({ operationId }) => operationId))

test('the reference has every endpoint once, under its tag, with the errors and headers that it can answer', () => {
  expect(idsOf('').toSorted()).toEqual(endpointIds.toSorted())
  const create = reference.tags.flatMap(({ operations }) => operations).find(o => o.operationId === 'orders.create')
  expect(create).toMatchObject({ method: 'POST', path: '/api/orders', tags: ['orders'] })
  expect(create?.responses['409']?.description).toContain('`idempotency-in-flight`')
  expect(create?.responses['201']?.headers?.['ETag']?.description).toContain('If-Match')
})

test('a search finds operations by method, path, summary, scope and parameter, and wants every word', () => {
  expect(idsOf('post transitions')).toEqual(['orders.move'])
  expect(idsOf('NEWEST whose')).toEqual(['orders.search'])
  expect(idsOf('orders:write get')).toEqual([])
  expect(idsOf('createdBefore')).toEqual(['orders.list'])
  expect(idsOf('nothing has this')).toEqual([])
})
