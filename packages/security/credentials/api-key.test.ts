import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiKeyPattern, createApiKey, hashApiKey, matchesApiKey, parseApiKey } from './index.ts'

describe('an API key', () => {
  it('carries its checksum, so that a typing error is found without the database', () => {
    const { key, hash, hint } = createApiKey()
    expect(key).toMatch(/^pk_[0-9A-Za-z]{38}$/)
    expect(hint).toBe(key.slice(0, 7))
    expect(parseApiKey(key)).toEqual({ ok: true, key, hint })
    expect(hash).toBe(hashApiKey(key))
    for (let i = 3; i < key.length; i += 1) {
      const typo = key.slice(0, i) + (key[i] === 'a' ? 'b' : 'a') + key.slice(i + 1)
      expect(parseApiKey(typo), typo).toEqual({ ok: false, reason: 'checksum' })
    }
  })

  it('keeps its form, which others rely on to find leaked ones', () => {
    const known = `pk_${'0'.repeat(32)}0sTLlr`
    expect(parseApiKey(known)).toEqual({ ok: true, key: known, hint: 'pk_0000' })
    const { key } = createApiKey()
    expect(`const key = "${key}" // do not commit`.match(apiKeyPattern)).toEqual([key])
    expect(`x${key} ${key}x`.match(apiKeyPattern)).toBeNull()
  })

  it('of another form is refused, and nothing makes the check throw', () => {
    const { key } = createApiKey()
    for (const other of ['', 'pk_', key.slice(3), `sk_${key.slice(3)}`, `${key}0`, ` ${key}`, `${key}\n`, null, 7]) {
      expect(parseApiKey(other)).toEqual({ ok: false, reason: 'format' })
    }
    fc.assert(fc.property(fc.anything(), input => parseApiKey(input).ok === false))
  })

  it('matches the hash that is stored for it, and no other', () => {
    const [mine, other] = [createApiKey(), createApiKey()]
    expect(matchesApiKey(mine.key, mine.hash)).toBe(true)
    expect(matchesApiKey(mine.key, other.hash)).toBe(false)
    for (const damaged of ['', 'x', `${mine.hash}AA`]) expect(matchesApiKey(mine.key, damaged)).toBe(false)
    fc.assert(fc.property(fc.string(), fc.string(), (key, hash) => !matchesApiKey(key, hash)))
  })
})
