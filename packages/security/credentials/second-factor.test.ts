import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRecoveryCodes, enrolTotp, hashRecoveryCode, verifyTotp } from './index.ts'

/** RFC 6238 appendix B: the secret "12345678901234567890", and the last six of its eight digits. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const vectors: [seconds: number, code: string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
]
const verify = (code: string, seconds: number, lastUsedStep: number | null = null) =>
  verifyTotp({ secret, code, digits: 6, lastUsedStep, nowMs: seconds * 1000 })

describe('[S95] the second factor', () => {
  it('accepts the codes of RFC 6238', () => {
    for (const [seconds, code] of vectors) {
      expect(verify(code, seconds)).toEqual({ ok: true, step: Math.floor(seconds / 30) })
    }
  })

  it('accepts a code one step early or late, and no further', () => {
    expect(verify('287082', 59 + 30)).toEqual({ ok: true, step: 1 })
    expect(verify('287082', 59 - 30)).toEqual({ ok: true, step: 1 })
    expect(verify('287082', 59 + 31)).toEqual({ ok: false, reason: 'wrong' })
    expect(verify('081804', 1111111109 - 60)).toEqual({ ok: false, reason: 'wrong' })
  })

  it('refuses a code that was used, or is older than the last one used', () => {
    expect(verify('287082', 59, 0)).toEqual({ ok: true, step: 1 })
    expect(verify('287082', 59, 1)).toEqual({ ok: false, reason: 'replayed' })
    expect(verify('287082', 75, 2)).toEqual({ ok: false, reason: 'replayed' })
  })

  it('refuses other text without computing anything, and never throws', () => {
    for (const code of ['', '28708', '2870820', '28708a', ' 287082', '287082\n', '２８７０８２']) {
      expect(verify(code, 59)).toEqual({ ok: false, reason: 'format' })
    }
    fc.assert(fc.property(fc.string(), code => verify(code, 59).ok === (code === '287082')))
    expect(() => verifyTotp({ secret: '!', code: '287082', digits: 6, lastUsedStep: null, nowMs: 0 })).toThrow(
      TypeError,
    )
  })

  it('is enrolled with 160 random bits and an address that apps understand', () => {
    const { secret: own, uri } = enrolTotp({ issuer: 'Palisade', account: 'ada@example.com', digits: 6 })
    expect(own).toMatch(/^[A-Z2-7]{32}$/)
    const address = new URL(uri)
    expect(address.protocol + address.host).toBe('otpauth:totp')
    expect(Object.fromEntries(address.searchParams)).toEqual({
      issuer: 'Palisade',
      secret: own,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    })
    expect(decodeURIComponent(address.pathname)).toBe('/Palisade:ada@example.com')
  })
})

describe('recovery codes', () => {
  const format = { chars: 16 }

  it('are ten of 80 bits, of which hashes are stored', () => {
    const { codes, hashes } = createRecoveryCodes(format)
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(codes.map(code => hashRecoveryCode(code, format))).toEqual(hashes)
  })

  it('may be typed in lower case, without hyphens, with look-alike letters', () => {
    const hash = hashRecoveryCode('01AB-CDEF-GHJK-MNPQ', format)
    for (const typed of ['01ab cdef ghjk mnpq', 'OIABCDEFGHJKMNPQ', 'olab-cdef-ghjk-mnpq']) {
      expect(hashRecoveryCode(typed, format)).toBe(hash)
    }
  })

  it('are recognized without a query', () => {
    for (const typed of ['', '01AB', '01AB-CDEF-GHJK-MNPU', '01AB-CDEF-GHJK-MNPQ-0']) {
      expect(hashRecoveryCode(typed, format)).toBeUndefined()
    }
    fc.assert(fc.property(fc.string(), typed => hashRecoveryCode(typed, format)?.length !== 0))
  })
})
