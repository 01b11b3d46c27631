import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createApiKey, hashApiKey, parseApiKey } from './index.ts'

const format = { prefix: 'key_', secretChars: 32, checksumChars: 6 }

describe('an API key', () => {
  it('has a checksum, so that a typing error is found without the database', () => {
    const { key, hash, hint } = createApiKey(format)
    expect(key).toMatch(/^key_[0-9A-Za-z]{38}$/)
    expect(hint).toBe(key.slice(0, 8))
    expect(parseApiKey(key, format)).toEqual({ ok: true, key })
    expect(hash).toBe(hashApiKey(key))
    for (let i = format.prefix.length; i < key.length; i += 1) {
      const typo = key.slice(0, i) + (key[i] === 'a' ? 'b' : 'a') + key.slice(i + 1)
      expect(parseApiKey(typo, format), typo).toEqual({ ok: false, reason: 'checksum' })
    }
  })

  it('keeps its format, by which secret scanners find leaked keys', () => {
    const known = `pk_${'0'.repeat(32)}0sTLlr`
    expect(parseApiKey(known, { ...format, prefix: 'pk_' })).toEqual({ ok: true, key: known })
  })

  it('in another format is refused, and the check never throws', () => {
    const { key } = createApiKey(format)
    const others = ['', 'key_', key.slice(4), `yek_${key.slice(4)}`, `${key}0`, ` ${key}`, `${key}\n`, null, 7]
    for (const other of [...others, `${key.slice(0, -1)}-`, `${key.slice(0, -1)}\n`]) {
      expect(parseApiKey(other, format)).toEqual({ ok: false, reason: 'format' })
    }
    fc.assert(fc.property(fc.anything(), input => parseApiKey(input, format).ok === false))
  })

  it('has the length of its format', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 9 }), (secretChars, checksumChars) => {
        const other = { prefix: 'k', secretChars, checksumChars }
        const { key } = createApiKey(other)
        expect(key).toHaveLength(1 + secretChars + checksumChars)
        expect(parseApiKey(key, other)).toEqual({ ok: true, key })
      }),
    )
  })
})
