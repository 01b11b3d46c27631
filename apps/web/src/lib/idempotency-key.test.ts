import { endpoints } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { createIdempotencyKeys } from './idempotency-key.ts'

test('[B8] the same submission sent again carries the same key', () => {
  const keyFor = createIdempotencyKeys()
  expect(keyFor({ note: 'a' })).toBe(keyFor({ note: 'a' }))
})

test('[B8] a submission that was changed carries another key', () => {
  const keyFor = createIdempotencyKeys()
  expect(keyFor({ note: 'a' })).not.toBe(keyFor({ note: 'b' }))
})

test('a key has the form that the contract asks for', () => {
  const { pattern } = endpoints['orders.create'].request.headers.properties['idempotency-key'] as { pattern?: string }
  expect(createIdempotencyKeys()({})).toMatch(new RegExp(pattern ?? 'no pattern'))
})
