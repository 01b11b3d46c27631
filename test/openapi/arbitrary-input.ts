import { exampleOf, type Schema } from '@palisade/contracts'
import fc, { type Arbitrary } from 'fast-check'

/** Texts that one layer or another has read wrongly somewhere. */
const trickyTexts = [
  '',
  ' ',
  '\u00a0',
  '\u200b',
  '\u0000',
  '\ud800',
  'e\u0301'.repeat(6),
  '\ufdfa'.repeat(15),
  '👩‍👩‍👧'.repeat(20),
  '0000-01-01T00:00:00Z',
  '0000-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '2026-12-31T23:59:60Z',
  '-1',
  '1e400',
  'NaN',
  'null',
  '%00',
  '../..',
  "' OR 1=1 --",
  'postgres://user:password@host/db',
  '$2a$10$abcdefghijklmnopqrstuv',
  '__proto__',
]

/** What a cursor could hold, in base64url as the API writes it. */
const forgedCursors = [
  null,
  'x',
  [],
  [null, null, null],
  ['-createdAt', '2026-01-01T00:00:00.000Z', ['7d9f2c1e-3b5a-4c8d-9e0f-1a2b3c4d5e6f']],
  ['-createdAt', '0000-01-01T00:00:00.000Z', '7d9f2c1e-3b5a-4c8d-9e0f-1a2b3c4d5e6f'],
  ['-createdAt', 1e15, '7d9f2c1e-3b5a-4c8d-9e0f-1a2b3c4d5e6f'],
  ['-totalMinor', '1'.repeat(30), '7d9f2c1e-3b5a-4c8d-9e0f-1a2b3c4d5e6f'],
].map(value => Buffer.from(JSON.stringify(value)).toString('base64url'))

/**
 * The example of a schema with one of its texts replaced by a tricky one, for each text and each tricky one: once beside
 * everything that the schema declares, and once beside what it requires, so that no other member is refused first.
 */
export function tamperedExamples(schema: object): unknown[] {
  const { required = [] } = schema as Schema
  const example = exampleOf(schema)
  const tampered = textPathsIn(example).flatMap(path =>
    [...trickyTexts, ...forgedCursors].map(text => ({ path, value: replaceAt(example, path, text) })),
  )
  return tampered.flatMap(({ path, value }) => {
    const kept = Object.entries(value as object).filter(([name]) => name === path[0] || required.includes(name))
    return [value, Object.fromEntries(kept)]
  })
}

type Path = readonly (string | number)[]

function textPathsIn(value: unknown): Path[] {
  if (typeof value === 'string') return [[]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => textPathsIn(member).map(path => [key, ...path]))
}

function replaceAt(value: unknown, [key, ...path]: Path, text: string): unknown {
  if (key === undefined) return text
  const copy = structuredClone(value) as { [key: string]: unknown }
  copy[key] = replaceAt(copy[key], path, text)
  return copy
}

/** Values of a JSON Schema, and beside them values that miss it in one place or in many. */
export function inputFor(schema: object): Arbitrary<unknown> {
  return fc.oneof({ arbitrary: near(schema), weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 })
}

function near(schema: Schema): Arbitrary<unknown> {
  if (schema.properties) return objectNear(schema)
  if (schema.items) {
    return fc.array(inputFor(schema.items), { minLength: Math.min(schema.minItems ?? 0, 3), maxLength: 4 })
  }
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(inputFor))
  if (schema.enum) return fc.oneof(fc.constantFrom(...schema.enum), fc.string())
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.type === 'integer' || schema.type === 'number') return numberNear(schema)
  if (schema.type === 'boolean') return fc.boolean()
  return fc.oneof({ arbitrary: textOf(schema), weight: 3 }, { arbitrary: anyText, weight: 2 })
}

const anyText = fc.oneof(
  fc.constantFrom(...trickyTexts, ...forgedCursors),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
)

function textOf({ pattern, minLength = 0, maxLength = 300 }: Schema): Arbitrary<string> {
  if (!pattern) return fc.string({ unit: 'grapheme', minLength, maxLength })
  // fast-check makes no strings for a lookahead. Without it some are too long, which is what this looks for as well.
  const withoutLookahead = pattern.replace(/^\^\(\?=[^()]*\)/, '^')
  return fc.stringMatching(new RegExp(withoutLookahead), { size: 'medium' }).map(text => text.slice(0, maxLength))
}

function numberNear({ minimum = -(2 ** 53), maximum = 2 ** 53 }: Schema): Arbitrary<unknown> {
  const edges = [minimum, maximum, minimum - 1, maximum + 1, 0.5, -0, 2 ** 31, 2 ** 63]
  return fc.oneof(fc.maxSafeInteger(), fc.constantFrom(...edges), fc.double({ noNaN: true, noDefaultInfinity: true }))
}

function objectNear({ properties = {}, required = [] }: Schema): Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, inputFor(schema)]))
  const declared = fc.record(members, { requiredKeys: [...required].filter(name => name in members) })
  const undeclared = fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 1 })
  return fc.oneof(
    { arbitrary: declared, weight: 8 },
    { arbitrary: fc.tuple(declared, undeclared).map(([known, extra]) => ({ ...extra, ...known })), weight: 1 },
  )
}
