import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createRefreshToken,
  decideRotation,
  hashAttemptId,
  hashRefreshToken,
  newSuccessorSalt,
  type RefreshTokenRow,
  successorOf,
} from './index.ts'

const nowMs = Date.parse('2026-03-01T12:00:00Z')
const dayMs = 24 * 60 * 60_000
const limits = { graceMs: 30_000, sameAttemptMs: dayMs }
const fresh: RefreshTokenRow = {
  expiresAtMs: nowMs + 7 * dayMs,
  rotatedAtMs: null,
  attemptHash: null,
  isSuccessorUsed: false,
  revokedAtMs: null,
  client: 'spa-1',
}

describe('a refresh token', () => {
  it('is 256 random bits, of which the database keeps a hash', () => {
    const { token, hash, salt } = createRefreshToken()
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(hash).toBe(hashRefreshToken(token))
    expect(new Set([token, hash, salt]).size).toBe(3)
    expect(createRefreshToken().token).not.toBe(token)
  })

  it('has one successor, which follows from salt and token together only', () => {
    const { token, salt } = createRefreshToken()
    const next = successorOf(token, salt)
    expect(successorOf(token, salt)).toBe(next)
    expect(next).toHaveLength(token.length)
    expect(successorOf(token, newSuccessorSalt())).not.toBe(next)
    expect(successorOf(createRefreshToken().token, salt)).not.toBe(next)
  })
})

describe('[B6] rotation', () => {
  const rotated = (agoMs: number): RefreshTokenRow => ({ ...fresh, rotatedAtMs: nowMs - agoMs })
  const decide = (row: RefreshTokenRow, client = 'spa-1', attemptHash: string | null = null) =>
    decideRotation(row, { client, attemptHash, nowMs }, limits)

  it('gives an unused token its successor', () => {
    expect(decide(fresh)).toBe('rotate')
  })

  it('gives a losing tab the same successor within the grace, and does not sign it out', () => {
    for (const agoMs of [0, 1, 29_999, 30_000]) expect(decide(rotated(agoMs))).toBe('repeat')
    expect(decide(rotated(-500)), 'the clock of the database went back').toBe('repeat')
  })

  it('treats a token as a copy when it comes later, or from another client at any time', () => {
    for (const agoMs of [30_001, 60_000, dayMs]) expect(decide(rotated(agoMs))).toBe('reuse')
    expect(decide(rotated(1), 'spa-2')).toBe('reuse')
    expect(decide(fresh, 'spa-2')).toBe('reuse')
  })

  it('gives a retry of the same attempt the same successor for a day, until it is used', () => {
    const attempt = hashAttemptId('7c0f4a3e-8f0e-4b8e-9d38-0c2f0d9e6a11')
    const exchanged = (agoMs: number) => ({ ...rotated(agoMs), attemptHash: attempt })
    for (const agoMs of [0, 30_001, dayMs]) expect(decide(exchanged(agoMs), 'spa-1', attempt)).toBe('repeat')
    expect(decide(exchanged(dayMs + 1), 'spa-1', attempt)).toBe('reuse')
    expect(decide({ ...exchanged(30_001), isSuccessorUsed: true }, 'spa-1', attempt)).toBe('reuse')
    expect(decide({ ...exchanged(30_000), isSuccessorUsed: true }, 'spa-1', attempt)).toBe('repeat')
    expect(decide(exchanged(1), 'spa-2', attempt)).toBe('reuse')
  })

  it('treats a token as a copy when it comes after the grace in another attempt, or without one', () => {
    const [own, other] = [hashAttemptId('own'), hashAttemptId('other')]
    for (const [first, second] of [
      [own, other],
      [own, null],
      [null, other],
      [null, null],
    ] as const) {
      expect(decide({ ...rotated(30_001), attemptHash: first }, 'spa-1', second)).toBe('reuse')
    }
  })

  it('[S18] ends when the token expires or its session was revoked', () => {
    expect(decide({ ...fresh, expiresAtMs: nowMs })).toBe('expired')
    expect(decide({ ...fresh, expiresAtMs: nowMs + 1 })).toBe('rotate')
    expect(decide({ ...fresh, revokedAtMs: nowMs - 1 })).toBe('revoked')
    expect(decide({ ...rotated(dayMs), revokedAtMs: nowMs - 1 })).toBe('revoked')
  })

  it('never gives a token to another client, nor from a session that is over, whatever the row says', () => {
    const instant = fc.option(fc.integer({ min: nowMs - 9 * dayMs, max: nowMs + 9 * dayMs }))
    fc.assert(
      fc.property(instant, instant, instant, fc.boolean(), (expires, rotatedAtMs, revokedAtMs, sameClient) => {
        const row = { ...fresh, expiresAtMs: expires ?? nowMs, rotatedAtMs, revokedAtMs }
        const decision = decide(row, sameClient ? 'spa-1' : 'thief')
        if (decision !== 'rotate' && decision !== 'repeat') return
        expect(sameClient && revokedAtMs === null && row.expiresAtMs > nowMs).toBe(true)
      }),
    )
  })
})
