import { NetworkFailure } from '../../../lib/network.ts'
import { ProblemError } from '../../../lib/problem-error.ts'

/** The result of one of the requests. */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'refused'; error: ProblemError }
  /** There was no response, so the request may have succeeded. */
  | { kind: 'unknown' }
  /** Not sent, because the result of an earlier one applies to all. */
  | { kind: 'not-sent' }

type Options<Item> = {
  items: readonly Item[]
  send: (item: Item) => Promise<unknown>
  onOutcome: (item: Item, outcome: Outcome) => void
  /** How many requests run at the same time. */
  atOnce?: number
  wait?: (ms: number) => Promise<void>
}

/** The longest pause. A longer `Retry-After` means that the monthly quota is used up, or that the caller is blocked. */
const longestWaitMs = 60_000

/**
 * Sends one request for each item, a few at a time. It repeats only requests over a limit, when the limit allows. After a
 * request without a response, or with one that applies to all, it does not send the rest.
 */
export async function runBulk<Item>(options: Options<Item>): Promise<void> {
  const { items, send, onOutcome, atOnce = 4, wait = sleep } = options
  const queue = [...items]
  let isStopped = false

  async function sendOne(item: Item): Promise<Outcome> {
    while (!isStopped) {
      try {
        await send(item)
        return { kind: 'done' }
      } catch (error) {
        const waitMs = waitOf(error)
        if (waitMs === undefined) return outcomeOf(error)
        await wait(waitMs)
      }
    }
    return { kind: 'not-sent' }
  }

  async function work(): Promise<void> {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const outcome = await sendOne(item)
      isStopped ||= holdsForAll(outcome)
      onOutcome(item, outcome)
    }
  }

  await Promise.all(Array.from({ length: atOnce }, work))
}

function waitOf(error: unknown): number | undefined {
  if (!(error instanceof ProblemError) || error.problem.status !== 429) return undefined
  const { retryAfterMs } = error
  return retryAfterMs !== undefined && retryAfterMs <= longestWaitMs ? retryAfterMs : undefined
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof ProblemError) return { kind: 'refused', error }
  if (error instanceof NetworkFailure) return { kind: 'unknown' }
  throw error
}

/** The session, the role or a limit: the next request would be answered in the same way. */
function holdsForAll(outcome: Outcome): boolean {
  if (outcome.kind === 'unknown') return true
  return (
    outcome.kind === 'refused' && ([401, 403, 429].includes(outcome.error.problem.status) || isServerFault(outcome))
  )
}

function isServerFault({ error }: Extract<Outcome, { kind: 'refused' }>): boolean {
  return error.problem.status >= 500
}

function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
