import { argon2Sync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areOfOnePassword, hashPassword, isOutdatedHash, renewHash, TooBusyError, verifyPassword } from './index.ts'
import { formatPhc, parsePhc } from './phc.ts'
import { createWorkGate } from './work-gate.ts'

const password = 'correct horse battery staple'
const limit = { maxChars: 512 }

/** Any UTF-16 at all: control characters, lone surrogates. */
const wildText = fc.array(fc.nat(0xffff), { maxLength: 20 }).map(units => String.fromCharCode(...units))

/** A hash as a library with lower costs would have stored it. */
const cheapHash = (message: string) => {
  const salt = Buffer.alloc(16, 7)
  const cost = { memory: 64, passes: 1, parallelism: 1, tagLength: 32 }
  const hash = argon2Sync('argon2id', { message, nonce: salt, ...cost })
  return formatPhc({ memoryKib: 64, passes: 1, parallelism: 1, salt, hash })
}

const cpuOf = async (work: () => Promise<unknown>) => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

describe('a password', () => {
  it('is stored as an Argon2id hash with the cost that OWASP advises, and its own salt', async () => {
    const [a, b] = await Promise.all([hashPassword(password, limit), hashPassword(password, limit)])
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(a).not.toBe(b)
    expect(await verifyPassword(password, a, limit)).toBe(true)
    expect(await verifyPassword(`${password}!`, a, limit)).toBe(false)
    expect(await verifyPassword('', a, limit)).toBe(false)
  })

  it('takes the same time for an unknown user, and is always wrong', async () => {
    const stored = await hashPassword(password, limit)
    expect(await verifyPassword(password, undefined, limit)).toBe(false)
    const known: number[] = []
    const unknown: number[] = []
    for (let i = 0; i < 7; i += 1) {
      known.push(await cpuOf(() => verifyPassword('wrong', stored, limit)))
      unknown.push(await cpuOf(() => verifyPassword('wrong', undefined, limit)))
    }
    const ratio = Math.min(...unknown) / Math.min(...known)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })

  it('is the same in every Unicode composition', async () => {
    const stored = await hashPassword('Zoë’s café au lait'.normalize('NFC'), limit)
    expect(await verifyPassword('Zoë’s café au lait'.normalize('NFD'), stored, limit)).toBe(true)
  })

  it('is refused before any work when it is too long', async () => {
    await expect(hashPassword('a'.repeat(513), limit)).rejects.toThrow(RangeError)
    await expect(hashPassword('🐎'.repeat(513), limit)).rejects.toThrow(RangeError)
    const longest = '🐎'.repeat(512)
    expect(await verifyPassword(longest, await hashPassword(longest, limit), limit)).toBe(true)
  })

  it('that was hashed at lower cost still works, and is marked for a new hash', async () => {
    const old = cheapHash(password)
    expect(await verifyPassword(password, old, limit)).toBe(true)
    expect(isOutdatedHash(old)).toBe(true)
    expect(isOutdatedHash(await hashPassword(password, limit))).toBe(false)
  })

  it('is hashed again at the current cost, and differs from a new hash of the same password', async () => {
    const old = cheapHash(password)
    const renewed = await renewHash(password, old, limit)
    expect(isOutdatedHash(renewed)).toBe(false)
    expect(await verifyPassword(password, renewed, limit)).toBe(true)
    expect(await verifyPassword('another', renewed, limit)).toBe(false)
    expect(areOfOnePassword(old, renewed)).toBe(true)
    expect(areOfOnePassword(old, await hashPassword(password, limit))).toBe(false)
    await expect(renewHash('a'.repeat(513), old, limit)).rejects.toThrow(RangeError)
  })

  it('is renewed one at a time, so that sign-ins wait for one such hash at most', async () => {
    const renewals = Array.from({ length: 5 }, () => renewHash(password, cheapHash(password), limit))
    const results = await Promise.allSettled(renewals)
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', ...Array(4).fill('rejected')])
    for (const result of results.slice(1)) expect(result).toMatchObject({ reason: { code: 'too-busy' } })
  })

  it('throws a TypeError for a stored hash that is damaged, and nothing else for any text', async () => {
    const damaged = [
      '',
      'x',
      '$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA',
      '$2b$10$abc',
      cheapHash('x').replace('m=64', 'm=7'),
    ]
    for (const phc of damaged) await expect(verifyPassword(password, phc, limit)).rejects.toThrow(TypeError)
    fc.assert(
      fc.property(fc.string(), text => {
        expect(() => parsePhc(text)).toThrow(TypeError)
      }),
    )
    const old = cheapHash(password)
    await fc.assert(
      fc.asyncProperty(wildText, async text => {
        expect(await verifyPassword(text, old, limit)).toBe(text === password)
      }),
      { numRuns: 30 },
    )
  })
})

describe('a burst of sign-ins', () => {
  it('hashes two at a time and refuses the 67th, so that memory stays bounded', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 70 }, () => verifyPassword('x', cheapHash(password), limit)),
    )
    const refused = results.filter(result => result.status === 'rejected')
    expect(refused).toHaveLength(4)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(TooBusyError)
    expect(await verifyPassword(password, cheapHash(password), limit)).toBe(true)
  })

  it('refuses a password of a megabyte without waiting or hashing', async () => {
    const line = Array.from({ length: 66 }, () => verifyPassword('x', cheapHash(password), limit))
    expect(await verifyPassword('a'.repeat(1_000_000), undefined, limit)).toBe(false)
    await Promise.all(line)
  })

  it('is served in order, and a failure does not block the line', async () => {
    const pass = createWorkGate({ running: 1, waiting: 10 })
    const tick = () => new Promise(resolve => setImmediate(resolve))
    const done: number[] = []
    let together = 0
    const work = (i: number) =>
      pass(async () => {
        together += 1
        expect(together).toBe(1)
        await tick()
        await tick()
        together -= 1
        done.push(i)
        if (i === 1) throw new Error('failed')
      })
    const line = Promise.allSettled([0, 1, 2].map(work))
    while (done.length === 0) await tick()
    await work(3)
    const results = await line
    expect(done).toEqual([0, 1, 2, 3])
    expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})
