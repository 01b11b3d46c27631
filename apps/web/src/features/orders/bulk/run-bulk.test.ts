import { type ProblemCode, problems, problemType } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { NetworkFailure } from '../../../lib/network.ts'
import { ProblemError } from '../../../lib/problem-error.ts'
import { runBulk } from './run-bulk.ts'

function problem(code: ProblemCode, retryAfter?: string): ProblemError {
  const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter })
  return new ProblemError({ problem: { ...problems[code], type: problemType(code), code, requestId: 'r' }, headers })
}

/** Runs a request for each number; `answers` has the errors of each, in the order of its attempts. */
async function run(count: number, answers: Record<number, readonly Error[]> = {}) {
  const sent: number[] = []
  const waits: number[] = []
  const outcomes: string[] = []
  let open = 0
  let mostOpen = 0
  await runBulk({
    items: Array.from({ length: count }, (_, index) => index),
    wait: async ms => void waits.push(ms),
    onOutcome: (item, { kind }) => (outcomes[item] = kind),
    async send(item) {
      const error = answers[item]?.[sent.filter(one => one === item).length]
      sent.push(item)
      open += 1
      mostOpen = Math.max(mostOpen, open)
      await new Promise(resolve => setTimeout(resolve))
      open -= 1
      if (error) throw error
    },
  })
  return { sent, waits, outcomes, mostOpen }
}

describe('[P12] a bulk action', () => {
  test('sends one request for each order, four at a time', async () => {
    const { sent, outcomes, mostOpen } = await run(10)
    expect(sent.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(new Set(outcomes)).toEqual(new Set(['done']))
    expect(mostOpen).toBe(4)
  })

  test('goes on with the others when an order has changed meanwhile, and does not send that one again', async () => {
    const { sent, outcomes } = await run(3, { 1: [problem('precondition-failed')] })
    expect(outcomes).toEqual(['done', 'refused', 'done'])
    expect(sent).toHaveLength(3)
  })

  test('[S48] waits as long as a limit asks for, and then sends the same request', async () => {
    const { sent, waits, outcomes } = await run(1, { 0: [problem('quota-exceeded', '3')] })
    expect([sent, waits, outcomes]).toEqual([[0, 0], [3_000], ['done']])
  })

  test.each([
    ['the quota of the month is used up', problem('quota-exceeded', '86400'), 'refused'],
    ['the session has ended', problem('invalid-token'), 'refused'],
    ['the server does not answer', new NetworkFailure('away'), 'unknown'],
  ])('stops when %s, and says what was not sent', async (_, error, kind) => {
    const answers = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [index, [error]]))
    const { sent, outcomes } = await run(6, answers)
    expect(outcomes).toEqual([kind, kind, kind, kind, 'not-sent', 'not-sent'])
    expect(sent).toHaveLength(4)
  })
})
