import { type ProblemCode, problems } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { NetworkFailure } from './network.ts'
import { ProblemError } from './problem-error.ts'
import { retryDelayMs, shouldRetry } from './retry.ts'

test('a request is retried twice, with growing waits, after a lost connection or a temporary server error', () => {
  for (const error of [new NetworkFailure('lost'), problem('unavailable')]) {
    expect([0, 1, 2].map(failures => shouldRetry(failures, error))).toEqual([true, true, false])
    expect([0, 1].map(failures => retryDelayMs(failures, error))).toEqual([500, 1000])
  }
})

test('[S48] a retry waits for Retry-After, and there is none when that is long', () => {
  expect(shouldRetry(0, problem('quota-exceeded', '3'))).toBe(true)
  expect(retryDelayMs(0, problem('quota-exceeded', '3'))).toBe(3000)
  expect(shouldRetry(0, problem('quota-exceeded', '6'))).toBe(false)
  expect(shouldRetry(0, problem('quota-exceeded'))).toBe(false)
})

test('other refusals are not retried', () => {
  for (const code of ['not-found', 'insufficient-scope', 'validation-failed', 'internal'] as const) {
    expect(shouldRetry(0, problem(code))).toBe(false)
  }
  expect(shouldRetry(0, new TypeError('a mistake in the program'))).toBe(false)
})

test('Retry-After is read as seconds and as a date', () => {
  expect(problem('quota-exceeded', '17').retryAfterMs).toBe(17_000)
  const inTenSeconds = new Date(Date.now() + 10_000).toUTCString()
  expect(problem('quota-exceeded', inTenSeconds).retryAfterMs).toBeGreaterThan(8_000)
  expect(problem('quota-exceeded', 'soon').retryAfterMs).toBeUndefined()
})

function problem(code: ProblemCode, retryAfter?: string) {
  return new ProblemError({
    problem: { type: '', requestId: 'r', code, ...problems[code] },
    headers: new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  })
}
