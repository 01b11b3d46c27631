import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseStrictForm } from './strict-form.ts'

const parse = (text: string) => parseStrictForm(Buffer.from(text))

describe('[S54] a form', () => {
  test('has the fields that it was written with, whatever they hold', () => {
    const name = fc.stringMatching(/^[a-z_]\w{0,20}$/).filter(text => text !== '__proto__')
    fc.assert(
      fc.property(
        fc.dictionary(
          name,
          fc.string({ unit: 'grapheme' }).map(text => text.toWellFormed()),
          { maxKeys: 10 },
        ),
        fields => {
          const value = { ...fields }
          expect(parse(new URLSearchParams(value).toString())).toEqual({ ok: true, value })
        },
      ),
    )
  })

  test('may be empty, and so may a value', () => {
    expect(parse('')).toEqual({ ok: true, value: {} })
    expect(parse('scope=')).toEqual({ ok: true, value: { scope: '' } })
  })

  test.each([
    ['a field twice', 'a=1&a=2', 'repeated'],
    ['a field that differs in its encoding alone', 'a=1&%61=2', 'malformed'],
    ['no equals sign', 'a', 'malformed'],
    ['no name', '=1', 'malformed'],
    ['an empty pair', 'a=1&', 'malformed'],
    ['an equals sign in a value', 'a=1=2', 'malformed'],
    ['half an encoding', 'a=%4', 'malformed'],
    ['bytes that are not UTF-8', 'a=%ff', 'malformed'],
    ['an overlong form', 'a=%c0%af', 'malformed'],
    ['raw bytes beyond ASCII', 'a=ä', 'malformed'],
    ['a space', 'a=1 2', 'malformed'],
    ['a line break', 'a=1\nb=2', 'malformed'],
    ['a prototype', '__proto__=1', 'malformed'],
    ['a name in brackets', 'a[b]=1', 'malformed'],
    ['JSON', '{"a":1}', 'malformed'],
    ['too many fields', Array.from({ length: 21 }, (_, index) => `a${index}=1`).join('&'), 'malformed'],
  ])('with %s is refused', (_what, text, reason) => {
    expect(parse(text)).toEqual({ ok: false, reason })
  })

  test('of any bytes throws nothing', () => {
    fc.assert(fc.property(fc.uint8Array(), bytes => void parseStrictForm(bytes)))
  })
})
