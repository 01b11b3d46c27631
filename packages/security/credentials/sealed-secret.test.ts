import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSecret, sealingKeyLength, sealSecret } from './index.ts'

const key = randomBytes(sealingKeyLength)

describe('[S11] a sealed secret', () => {
  it('opens with its key, for its owner', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (owner, secret) => {
        expect(openSecret(key, owner, sealSecret(key, owner, secret))).toBe(secret)
      }),
    )
  })

  it('does not reveal whether two secrets are equal', () => {
    const sealed = sealSecret(key, 'ada', 'JBSWY3DPEHPK3PXP')
    expect(sealed).not.toContain('JBSWY3DPEHPK3PXP')
    expect(sealSecret(key, 'ada', 'JBSWY3DPEHPK3PXP')).not.toBe(sealed)
  })

  it('does not open with another key, for another owner, or after a change of one byte', () => {
    const sealed = sealSecret(key, 'ada', 'JBSWY3DPEHPK3PXP')
    expect(() => openSecret(randomBytes(sealingKeyLength), 'ada', sealed)).toThrow()
    expect(() => openSecret(key, 'bob', sealed)).toThrow()
    const bytes = Buffer.from(sealed.slice(3), 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => openSecret(key, 'ada', `v1.${changed.toString('base64url')}`)).toThrow()
    }
    for (const other of ['', 'v1.', `v2${sealed.slice(2)}`]) expect(() => openSecret(key, 'ada', other)).toThrow(Error)
  })

  it('requires a key of 32 bytes', () => {
    expect(() => sealSecret(randomBytes(16), 'ada', 'x')).toThrow(RangeError)
    expect(() => openSecret(randomBytes(33), 'ada', sealSecret(key, 'ada', 'x'))).toThrow(RangeError)
  })
})
