import fc from 'fast-check'
import { expect, test } from 'vitest'
import { subjectHash } from './index.ts'

const format = { prefix: 'sub_', chars: 16 }

test('[S63] a subject has the same pseudonym with the same key, and another one with another key', () => {
  const key = Buffer.alloc(32, 1)
  expect(subjectHash(key, 'user_1', format)).toMatch(/^sub_[\w-]{16}$/)
  expect(subjectHash(key, 'user_1', format)).toBe(subjectHash(key, 'user_1', format))
  expect(subjectHash(key, 'user_1', format)).not.toBe(subjectHash(key, 'user_2', format))
  expect(subjectHash(key, 'user_1', format)).not.toBe(subjectHash(Buffer.alloc(32, 2), 'user_1', format))
  expect(() => subjectHash(Buffer.alloc(31), 'user_1', format)).toThrow(RangeError)
  fc.assert(fc.property(fc.string({ unit: 'binary' }), subject => void subjectHash(key, subject, format)))
})
