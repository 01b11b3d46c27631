import { describe, expect, test } from 'vitest'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints/index.ts'
import { longText, strictObject, text } from './endpoints/schemas.ts'
import type { Schema } from './schema.ts'
import { kindOf, normalizeTexts } from './value-kind.ts'

/** A value with `text` wherever the schema takes a string, and in `changed` where people write it. */
function fill(schema: Schema, text: string, changed = text): unknown {
  if (schema.items) return [fill(schema.items, text, changed)]
  if (schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, below]) => [name, fill(below, text, changed)]),
    )
  }
  return ['line', 'text'].includes(kindOf(schema)) ? changed : text
}

const parts = Object.values<Endpoint>(endpoints).flatMap(({ id, request }) =>
  [request.query, request.body].flatMap(schema => (schema ? [[id, schema] as const] : [])),
)

test.each(parts)('%s: texts are brought into normal form, identifiers and secrets stay as they are', (_id, schema) => {
  const sent = '\u200b\u00a0Zoe\u0308 \u2060\ufeff'
  expect(normalizeTexts(schema as Schema, fill(schema as Schema, sent))).toEqual(fill(schema as Schema, sent, 'Zoë'))
})

describe('the normal form of a text', () => {
  const one = strictObject({ line: text(100), text: longText(100) })
  const form = (line: string, long = 'a') => normalizeTexts(one, { line, text: long })

  test.each([
    ' ',
    '\u00a0',
    '\u200b',
    '\u2060',
    '\ufeff',
    '\u3164',
    '\u2800',
    '\u00ad',
    '\u200e',
    '\ufe0f',
    '\u{e0041}',
  ])('is empty for %j', blank => {
    expect(form(blank + blank)).toEqual({ line: '', text: 'a' })
  })

  test.each(['❤️', '👩‍👧', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'می‌خواهم', 'a\u00a0b', '字'])('keeps %j', written => {
    expect(form(written)).toEqual({ line: written, text: 'a' })
  })

  test('of a text has no line breaks at its ends; a line with one is refused', () => {
    expect(form('a\n', '\r\n\ta\n b \n')).toEqual({ line: 'a\n', text: 'a\n b' })
  })

  test.each(['\u0085', '\u2028', '\u2029', '\u202e', '\u2066', '\u009b'])('keeps %j at an end of a line', refused => {
    expect(form(`a${refused}`)).toEqual({ line: `a${refused}`, text: 'a' })
  })

  test('is normalized in linear time, and undeclared members stay for the schema to refuse', () => {
    const blanks = `a${' '.repeat(1_000_000)}b`
    expect(form(blanks)).toEqual({ line: blanks, text: 'a' })
    expect(normalizeTexts(one, { line: ['a '], constructor: 'a ' })).toEqual({ line: ['a '], constructor: 'a ' })
    expect(normalizeTexts(one, null)).toBe(null)
  })
})

describe('[P4] what would forge a line or turn the direction of a text', () => {
  const accepts = (schema: Schema, written: string) => new RegExp(schema.pattern ?? '').test(written)
  const separators = ['\u0000', '\t', '\n', '\u007f', '\u0085', '\u009b', '\u2028', '\u2029']

  test.each([...separators, '\u202a', '\u202e', '\u2066', '\u2069'])('%j is refused in a line', written => {
    expect(accepts(text(100) as Schema, `a${written}b`)).toBe(false)
  })

  test.each(['\u0000', '\u000b', '\u007f', '\u0085', '\u009b'])(
    'the control character %j is refused in a text',
    written => {
      expect(accepts(longText(100) as Schema, `a${written}b`)).toBe(false)
    },
  )

  test.each(['می‌خواهم', '👩‍👧', 'שלום\u200f', 'a\u00a0b', '字'])('%j is accepted', written => {
    expect(accepts(text(100) as Schema, written)).toBe(true)
    expect(accepts(longText(100) as Schema, `${written}\n\t${written}`)).toBe(true)
  })
})
