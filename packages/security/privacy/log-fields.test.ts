import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskFields, sensitivePaths, subjectHash } from './index.ts'

const format = { prefix: 'sub_', chars: 16 }

test('[S80] declared fields are masked in a copy, in objects and through arrays', () => {
  const body = {
    email: 'a@example.com',
    password: 'correct horse',
    cards: [
      { number: '4242', label: 'x' },
      { number: '4000', label: 'y' },
    ],
    profile: { phone: { mobile: '1', home: '2' } },
    webhooks: { a: { secret: 's', url: 'u' } },
  }
  const before = structuredClone(body)
  const mask = maskFields(['password', 'cards.number', 'profile.phone', 'webhooks.*.secret', 'absent.field'])
  expect(mask(body)).toEqual({
    email: 'a@example.com',
    password: '[masked]',
    cards: [
      { number: '[masked]', label: 'x' },
      { number: '[masked]', label: 'y' },
    ],
    profile: { phone: '[masked]' },
    webhooks: { a: { secret: '[masked]', url: 'u' } },
  })
  expect(body).toEqual(before)
})

test('[S80] the fields to mask are those that the schema declares sensitive', () => {
  const secret = { type: 'string', 'x-sensitive': true }
  const schema = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      password: secret,
      keys: { type: 'array', items: { type: 'object', properties: { secret } } },
      either: {
        anyOf: [{ properties: { token: secret } }, { properties: { token: secret, code: secret } }, { type: 'null' }],
      },
      extra: { additionalProperties: { properties: { pin: secret } } },
      closed: { additionalProperties: false },
    },
  }
  expect(sensitivePaths(schema)).toEqual(['password', 'keys.secret', 'either.token', 'either.code', 'extra.*.pin'])
})

test('masking takes any value, sets no prototype, and ends for arrays that hold themselves', () => {
  const mask = maskFields(['a.b', '*.c', '__proto__.x'])
  const endless: unknown[] = []
  endless.push(endless)
  expect(() => mask(endless)).not.toThrow()
  const hostile = JSON.parse('{"__proto__":{"x":1,"y":2}}')
  expect(Object.entries(mask(hostile) as object)).toEqual([['__proto__', { x: '[masked]', y: 2 }]])
  fc.assert(
    fc.property(fc.anything(), value => void mask(value)),
    { numRuns: 500 },
  )
})

test('[S63] a subject is one pseudonym under one key, and another under the next', () => {
  const key = Buffer.alloc(32, 1)
  expect(subjectHash(key, 'user_1', format)).toMatch(/^sub_[\w-]{16}$/)
  expect(subjectHash(key, 'user_1', format)).toBe(subjectHash(key, 'user_1', format))
  expect(subjectHash(key, 'user_1', format)).not.toBe(subjectHash(key, 'user_2', format))
  expect(subjectHash(key, 'user_1', format)).not.toBe(subjectHash(Buffer.alloc(32, 2), 'user_1', format))
  expect(() => subjectHash(Buffer.alloc(31), 'user_1', format)).toThrow(RangeError)
  fc.assert(fc.property(fc.string({ unit: 'binary' }), subject => void subjectHash(key, subject, format)))
})
