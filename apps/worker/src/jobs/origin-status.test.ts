import { expect, test } from 'vitest'
import { type Known, nextStatus } from './origin-status.ts'
import type { TxtResult } from './txt-lookup.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const now = new Date('2026-06-15T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

const pending = (ageMs: number): Known => ({ createdAt: ago(ageMs), verifiedAt: null, seenAt: null })
const verified = (seenMs: number): Known => ({
  createdAt: ago(90 * dayMs),
  verifiedAt: ago(80 * dayMs),
  seenAt: ago(seenMs),
})

/** The pause until the next lookup, in hours. */
const pauseAfter = (known: Known, result: TxtResult) => {
  const { nextCheckAt } = nextStatus(known, result, now)
  return nextCheckAt && (nextCheckAt.getTime() - now.getTime()) / hourMs
}

test('[S76] a new origin is looked up often, then less, and for no more than a week', () => {
  expect(pauseAfter(pending(0), 'absent')).toBe(1 / 12)
  expect(pauseAfter(pending(2 * hourMs), 'absent')).toBe(1)
  expect(pauseAfter(pending(2 * dayMs), 'unanswered')).toBe(6)
  expect(pauseAfter(pending(7 * dayMs), 'absent')).toBeNull()
  expect(nextStatus(pending(0), 'absent', now)).toMatchObject({ verifiedAt: null, checkedAt: now })
})

test('[S76] an origin whose record is found is verified, and looked up again each day', () => {
  expect(nextStatus(pending(60 * dayMs), 'found', now)).toMatchObject({ verifiedAt: now, seenAt: now, checkedAt: now })
  expect(nextStatus(verified(dayMs), 'found', now)).toMatchObject({ verifiedAt: ago(80 * dayMs), seenAt: now })
  expect(pauseAfter(verified(dayMs), 'found')).toBe(24)
})

test('[S76] a verified origin stays allowed for a week without its record, and for a month without any DNS answer', () => {
  expect(nextStatus(verified(7 * dayMs), 'absent', now)).toMatchObject({ verifiedAt: ago(80 * dayMs), checkedAt: now })
  expect(nextStatus(verified(7 * dayMs + 1), 'absent', now)).toMatchObject({ verifiedAt: null, nextCheckAt: null })
  expect(nextStatus(verified(30 * dayMs), 'unanswered', now).verifiedAt).toEqual(ago(80 * dayMs))
  expect(nextStatus(verified(30 * dayMs + 1), 'unanswered', now).verifiedAt).toBeNull()
  expect(pauseAfter(verified(dayMs), 'absent')).toBe(6)
})
