import { expect, test } from 'vitest'
import { limitsOf, patternOf, typeOf } from './describe-schema.ts'

test.each([
  [{ type: 'string' }, 'string'],
  [{ enum: ['CHF', 'EUR', 'USD'] }, 'CHF, EUR or USD'],
  [{ const: 'live' }, 'live'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
  [{ type: 'array', items: { $ref: '#/components/schemas/OrderLine' } }, 'list of OrderLine'],
  [{}, 'any value'],
])('the type of %j reads “%s”', (schema, text) => {
  expect(typeOf(schema)).toBe(text)
})

test.each([
  [{ minLength: 1, maxLength: 200, 'x-kind': 'line' }, ['1 to 200 characters', 'one line']],
  [{ maxLength: 2_000, 'x-kind': 'text' }, ['at most 2,000 characters', 'line breaks allowed']],
  [{ minimum: 1, maximum: 10_000 }, ['1 to 10,000']],
  [{ minProperties: 1 }, ['at least 1 property']],
  [{ minProperties: 2 }, ['at least 2 properties']],
  [{ type: 'boolean' }, []],
])('the limits of %j read %j', (schema, limits) => {
  expect(limitsOf(schema)).toEqual(limits)
})

test('a pattern is shown unless the kind of text says the same', () => {
  expect(patternOf({ pattern: '^a$' })).toBe('^a$')
  expect(patternOf({ pattern: '^[^\\u0000-\\u001f]*$', 'x-kind': 'line' })).toBeUndefined()
})
