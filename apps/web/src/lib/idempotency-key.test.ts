import { endpoints } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { submissionKey } from './idempotency-key.ts'

test('[B8] the same submission sent again carries the same key', async () => {
  expect(await submissionKey('draft', { note: 'a' })).toBe(await submissionKey('draft', { note: 'a' }))
})

test('[B8] a submission that was changed carries another key', async () => {
  expect(await submissionKey('draft', { note: 'a' })).not.toBe(await submissionKey('draft', { note: 'b' }))
})

test('[B8] an equal submission of another draft carries another key: it is a second order', async () => {
  expect(await submissionKey('draft', { note: 'a' })).not.toBe(await submissionKey('another', { note: 'a' }))
})

test('a key has the form that the contract requires', async () => {
  const { pattern } = endpoints['orders.create'].request.headers.properties['idempotency-key'] as { pattern?: string }
  expect(await submissionKey('draft', {})).toMatch(new RegExp(pattern ?? 'no pattern'))
})
