import type { Schema } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { strictPattern } from './strict-pattern.ts'

const matches = (schema: Schema, text: string) => new RegExp(`^(?:${strictPattern(schema)})$`).test(text)

describe('the strict pattern of a value', () => {
  it('admits exactly the integers of the range, written in one way', () => {
    for (const [minimum, maximum] of [
      [1, 10],
      [1, 100],
      [1, 1_000],
    ] as const) {
      const schema = { type: 'integer', minimum, maximum }
      for (let number = -2; number < maximum + 2_000; number++) {
        expect(matches(schema, String(number)), `${number} of ${minimum} to ${maximum}`).toBe(
          number >= minimum && number <= maximum,
        )
      }
      for (const text of ['01', '1.0', '1e0', '+1', '0x1', ' 1', '']) expect(matches(schema, text), text).toBe(false)
    }
  })

  it('admits only the words of a list', () => {
    const schema = { enum: ['paid', '-createdAt'] }
    expect(['paid', '-createdAt'].every(word => matches(schema, word))).toBe(true)
    for (const text of ['Paid', 'paid ', 'paid\n', 'unpaid', '']) expect(matches(schema, text), text).toBe(false)
  })

  it('removes the percent sign, which the Core Rule Set would decode', () => {
    const schema = { type: 'string', pattern: '^[a-z%]+@[a-z]+$' }
    expect(matches(schema, 'a@b')).toBe(true)
    expect(matches(schema, 'a%27@b')).toBe(false)
  })

  it.each<[string, Schema]>([
    ['text of people', { type: 'string', pattern: '^[^\\u0000-\\u001f]*$' }],
    ['a pattern without a beginning', { type: 'string', pattern: '[a-z]+$' }],
    ['a pattern without an end', { type: 'string', pattern: '^[a-z]+' }],
    ['two patterns with one anchor each', { type: 'string', pattern: '^a|b$' }],
    ['any character', { type: 'string', pattern: '^a.b$' }],
    ['a range over marks', { type: 'string', pattern: '^[ -~]+$' }],
    ['white space of all kinds', { type: 'string', pattern: '^a\\sb$' }],
    ['quotes', { type: 'string', pattern: "^[a-z']+$" }],
    ['two apostrophes', { type: 'string', pattern: "^[a-z]+[']?[a-z]+[']?$" }],
    ['angle brackets', { type: 'string', pattern: '^<[a-z]+>$' }],
    ['words with marks in them', { enum: ["a'b"] }],
    ['an integer without an end', { type: 'integer', minimum: 0 }],
    ['an integer below one', { type: 'integer', minimum: 0, maximum: 100 }],
    ['an integer up to another number', { type: 'integer', minimum: 1, maximum: 50 }],
    ['a string of no pattern', { type: 'string' }],
    ['an object', { type: 'object' }],
  ])('there is none for %s', (_, schema) => {
    expect(strictPattern(schema)).toBeUndefined()
  })
})
