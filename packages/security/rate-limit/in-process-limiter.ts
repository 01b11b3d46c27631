import { createBoundedMap } from '../bounded-map.ts'
import { isWhole } from './limit-policy.ts'

export type InProcessLimiterOptions = {
  /** Units that one window gives back. */
  limit: number
  windowMs: number
  /** Units that may be taken at once. */
  burst: number
  /** Most keys that are remembered. Default 100,000. */
  maxKeys?: number
  /** Monotonic milliseconds. Default: `performance.now`. Tests move this clock. */
  now?: () => number
}

export type InProcessLimiter = {
  /** Takes one unit of this key, or tells that none is left. */
  take(key: string): boolean
  /** Gives one unit back, for what turned out not to count. */
  giveBack(key: string): void
}

/**
 * Creates the cheapest limiter: it runs in this process, stores one number for each key, and is synchronous. Use it before
 * every costly step, where the promise and the result of a store would be most of the cost of a refusal. The
 * algorithm is the token bucket of the stores (GCRA).
 *
 * @throws {RangeError} for options that are no whole numbers above 0
 */
export function createInProcessLimiter(options: InProcessLimiterOptions): InProcessLimiter {
  const { limit, windowMs, burst, maxKeys = 100_000, now = () => performance.now() } = options
  for (const [name, value] of Object.entries({ limit, windowMs, burst, maxKeys })) {
    if (!isWhole(value, 1, 2 ** 31)) throw new RangeError(`${name} must be a whole number above 0`)
  }
  const unitMs = windowMs / limit
  const mostMs = burst * unitMs
  const limits = createBoundedMap<Taken>(maxKeys)

  function add(key: string, nowMs: number): Taken {
    const taken = { untilMs: nowMs }
    limits.set(key, taken)
    return taken
  }

  return {
    take(key) {
      const nowMs = now()
      const taken = limits.get(key) ?? add(key, nowMs)
      const nextMs = Math.max(taken.untilMs, nowMs) + unitMs
      if (nextMs > nowMs + mostMs) return false
      taken.untilMs = nextMs
      return true
    },
    giveBack(key) {
      const taken = limits.get(key)
      if (taken) taken.untilMs -= unitMs
    },
  }
}

/** Until when a key has taken in advance. */
type Taken = { untilMs: number }
