import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseStrictJson } from './strict-json.ts'

const refusal = (reason: string, position: number) => ({ ok: false, reason, position })

test('[S54] plain JSON is read as JSON.parse reads it', () => {
  const text =
    '{"id":"ord_1","items":[{"quantity":2,"unitPriceCents":-1250,"rate":0.1}],"note":"café \\ud83d\\ude00","paid":null}'
  expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
  expect(parseStrictJson(Buffer.from(text))).toEqual({ ok: true, value: JSON.parse(text) })
})

test.for([
  ['two members of one name', '{"a":1,"b":2,"a":3}', 'duplicate-key', 13],
  ['one name, written in two ways', String.raw`{"a":1,"\u0061":2}`, 'duplicate-key', 7],
  ['a duplicate inside an array', '[{"a":{"b":1,"b":1}}]', 'duplicate-key', 13],
  ['a duplicate that replaces an object', '{"a":{"x":1,"y":2},"a":1}', 'duplicate-key', 19],
  ['__proto__', '{"__proto__":{"admin":true}}', 'forbidden-key', 1],
  ['__proto__, escaped', String.raw`{"a":{"__prot\u006f__":1}}`, 'forbidden-key', 6],
  ['constructor', '{"constructor":{"prototype":{}}}', 'forbidden-key', 1],
  ['prototype', '{"prototype":1}', 'forbidden-key', 1],
  ['an integer that a double rounds', '{"amount":9007199254740993}', 'unsafe-number', 10],
  ['a number that overflows', '[1e999]', 'unsafe-number', 1],
  ['a number that sinks to zero', '[1e-999]', 'unsafe-number', 1],
  ['a decimal that a double rounds', '[0.10000000000000000001]', 'unsafe-number', 1],
  ['a number of endless digits', `[0.${'0'.repeat(100)}]`, 'unsafe-number', 1],
  ['a lone high surrogate', String.raw`["\ud800"]`, 'lone-surrogate', 2],
  ['a lone low surrogate', String.raw`["\udc00\ud800"]`, 'lone-surrogate', 2],
  ['a lone surrogate in a string of JavaScript', '["\ud800"]', 'invalid-utf8', 2],
  ['an escaped NUL', String.raw`["a\u0000"]`, 'nul-character', 3],
  ['a byte order mark', '\ufeff{}', 'bom', 0],
  ['nothing', '', 'empty', 0],
  ['white space alone', ' \n', 'empty', 0],
  ['a second value', '{} {}', 'trailing-data', 3],
  ['a NUL behind the value', '{}\0', 'trailing-data', 2],
  ['a comment', '{/* */}', 'malformed', 1],
  ['a trailing comma', '[1,]', 'malformed', 3],
  ['single quotes', "{'a':1}", 'malformed', 1],
  ['a leading zero', '[01]', 'malformed', 1],
  ['NaN', '[NaN]', 'malformed', 1],
  ['an unfinished string', '["abc', 'malformed', 5],
  ['an unfinished object', '{"a":1', 'malformed', 6],
  ['an unknown escape', String.raw`["\x41"]`, 'malformed', 2],
  ['a cut escape', String.raw`["\u12`, 'malformed', 2],
  ['a line break in a string', '["a\nb"]', 'malformed', 3],
] as const)('[S55] %s is refused, with the position', ([, text, reason, position]) => {
  expect(parseStrictJson(text)).toEqual(refusal(reason, position))
})

test.for([
  ['an overlong slash', [0xc0, 0xaf]],
  ['an encoded surrogate', [0xed, 0xa0, 0x80]],
  ['a code point beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['an overlong NUL', [0xe0, 0x80, 0x80]],
  ['a cut sequence', [0xf0, 0x9f]],
  ['a lone continuation byte', [0x80]],
] as const)('[S55] %s is invalid UTF-8', ([, bytes]) => {
  const body = Buffer.concat([Buffer.from('{"é":"'), Buffer.from(bytes), Buffer.from('"}')])
  expect(parseStrictJson(body)).toEqual(refusal('invalid-utf8', 7))
})

test('[S54] depth, keys and strings are limited, exactly', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(parseStrictJson(nested(32)).ok).toBe(true)
  expect(parseStrictJson(nested(33))).toEqual(refusal('too-deep', 32))
  expect(parseStrictJson(nested(1_000_000))).toEqual(refusal('too-deep', 32))
  expect(parseStrictJson('{"a":{"b":1}}', { maxKeys: 2 }).ok).toBe(true)
  expect(parseStrictJson('{"a":{"b":1},"c":1}', { maxKeys: 2 })).toEqual(refusal('too-many-keys', 13))
  expect(parseStrictJson('["éé"]', { maxStringBytes: 4 }).ok).toBe(true)
  expect(parseStrictJson('["ééa"]', { maxStringBytes: 4 })).toEqual(refusal('string-too-long', 1))
})

test('[S54] long strings are read to their end, with escapes at any position', () => {
  for (let at = 0; at < 9000; at += 41) {
    const text = JSON.stringify({ note: `${'x'.repeat(at)}"\\${'y'.repeat(5000)}`, next: at })
    expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
  }
})

/** JSON text with the faults that matter: any value, printed, then a few of its bytes replaced. */
const nearlyJson = fc
  .tuple(
    fc.oneof(
      fc.json(),
      fc.jsonValue({ maxDepth: 4 }).map(value => JSON.stringify(value, null, 1)),
    ),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:\\u0e-1.a \0\xff')), { maxLength: 3 }),
  )
  .map(([text, edits]) => {
    const bytes = Buffer.from(text)
    for (const [at, byte] of edits) bytes[at % bytes.length] = byte.charCodeAt(0)
    return bytes
  })

const STRICTER_THAN_JSON_PARSE = new Set([
  'duplicate-key',
  'forbidden-key',
  'unsafe-number',
  'lone-surrogate',
  'nul-character',
  'invalid-utf8',
  'too-deep',
])

test('accepted input has the value that JSON.parse returns, and what JSON.parse refuses is refused', () => {
  fc.assert(
    fc.property(nearlyJson, bytes => {
      const result = parseStrictJson(bytes)
      let value: unknown
      try {
        value = JSON.parse(bytes.toString())
      } catch {
        expect(result.ok).toBe(false)
        return
      }
      if (result.ok) expect(result.value).toEqual(value)
      else expect(STRICTER_THAN_JSON_PARSE).toContain(result.reason)
    }),
    { numRuns: 3000 },
  )
})

test('hostile bytes and strings never throw, and the position lies within them', () => {
  const hostile = fc.oneof(
    fc.uint8Array(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'{}[]":,\\u\ud800') }),
  )
  fc.assert(
    fc.property(hostile, input => {
      const result = parseStrictJson(input)
      if (!result.ok) expect(result.position).toBeLessThanOrEqual(Buffer.byteLength(input))
    }),
    { numRuns: 1000 },
  )
})
