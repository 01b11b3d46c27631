import { endpoints } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { createIdempotencyKeys } from './idempotency-key.ts'

test('[B8] the same submission sent again carries the same key', () => {
  const { keyFor } = createIdempotencyKeys()
  expect(keyFor({ note: 'a' })).toBe(keyFor({ note: 'a' }))
})

test('[B8] a submission that was changed carries another key', () => {
  const { keyFor } = createIdempotencyKeys()
  expect(keyFor({ note: 'a' })).not.toBe(keyFor({ note: 'b' }))
})

test('[B8] an equal submission after an answer carries another key: it is a second order', () => {
  const { keyFor, forget } = createIdempotencyKeys()
  const first = keyFor({ note: 'a' })
  forget()
  expect(keyFor({ note: 'a' })).not.toBe(first)
})

test('a key has the form that the contract asks for', () => {
  const { pattern } = endpoints['orders.create'].request.headers.properties['idempotency-key'] as { pattern?: string }
  expect(createIdempotencyKeys().keyFor({})).toMatch(new RegExp(pattern ?? 'no pattern'))
})
