import { isWhole } from './limit-policy.ts'

export type BreakerOptions = {
  /** Calls in a row that must fail before it opens. Default 5. */
  failures?: number
  /** How long it stays open, give or take half, so that the nodes do not all come back at once. Default 1,000 ms. */
  openMs?: number
}

export type BreakerState = 'closed' | 'open' | 'half-open'

/** A permit belongs to the state in which it was given: a result after a change of state is ignored. */
export type Pass = { epoch: number }

export type Breaker = {
  /** A permit for one call, or undefined while the store must not be called. */
  enter(): Pass | undefined
  succeeded(pass: Pass): void
  /** The call ended by a mistake of its caller, which says nothing about the store. */
  withdrawn(pass: Pass): void
  /** `cause` counts once: the admissions that one script call carried fail together. */
  failed(pass: Pass, cause: unknown): void
}

/** In `half-open` one call is let through, and with each success one more at a time: 1, 2, 4 ... until it closes. */
const MOST_PROBES = 32

/**
 * Stops calling a store that does not answer, and increases the calls slowly once it answers again.
 * @throws {RangeError} for options out of range
 */
export function createBreaker(options: BreakerOptions, onChange: (state: BreakerState) => void): Breaker {
  const { failures = 5, openMs = 1000 } = options
  if (!isWhole(failures, 1, 1000)) throw new RangeError('breaker: failures must be a whole number from 1 to 1,000')
  if (!isWhole(openMs, 1, 600_000)) throw new RangeError('breaker: openMs must be a whole number from 1 to 600,000')
  let state: BreakerState = 'closed'
  let pass: Pass = { epoch: 0 }
  let failedInARow = 0
  let lastCause: unknown
  let openUntilMs = 0
  let probes = 0
  let mostProbes = 1

  function change(next: BreakerState): void {
    state = next
    pass = { epoch: pass.epoch + 1 }
    failedInARow = 0
    lastCause = undefined
    probes = 0
    mostProbes = 1
    if (next === 'open') openUntilMs = performance.now() + openMs * (0.5 + Math.random())
    onChange(next)
  }

  return {
    enter() {
      if (state === 'closed') return pass
      if (state === 'open' && performance.now() >= openUntilMs) change('half-open')
      if (state === 'open' || probes >= mostProbes) return undefined
      probes += 1
      return pass
    },
    succeeded({ epoch }) {
      if (epoch !== pass.epoch) return
      failedInARow = 0
      if (state !== 'half-open') return
      probes -= 1
      mostProbes += 1
      if (mostProbes > MOST_PROBES) change('closed')
    },
    withdrawn({ epoch }) {
      if (epoch === pass.epoch && state === 'half-open') probes -= 1
    },
    failed({ epoch }, cause) {
      if (epoch !== pass.epoch || (cause !== undefined && cause === lastCause)) return
      lastCause = cause
      failedInARow += 1
      if (state === 'half-open' || failedInARow >= failures) change('open')
    },
  }
}
