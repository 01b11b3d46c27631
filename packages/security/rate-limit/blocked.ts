import { createBoundedMap } from '../bounded-map.ts'
import { ruleOf } from './limit-policy.ts'
import type { LimitPolicy, LimitStatus } from './types.ts'

/**
 * Callers that Redis has just refused, remembered in this process so that their next attempts cost no call.
 * Nothing is remembered longer than `longestMs`: if another node resets a limit, or a penalty fades, this one notices
 * within that time. Time is the monotonic clock, counted from before the call, so no clock that is set can extend it.
 */
export type Blocked = {
  remember(name: string, cost: number, status: LimitStatus, sinceMs: number): void
  /** The refusal that still holds for this cost and policy, as of now. */
  find(name: string, cost: number, policy: LimitPolicy): LimitStatus | undefined
  forget(name: string): void
}

type Entry = { cost: number; status: LimitStatus; sinceMs: number; untilMs: number }

export function createBlocked(most: number, longestMs: number): Blocked {
  const entries = createBoundedMap<Entry>(most)
  return {
    remember(name, cost, status, sinceMs) {
      if (longestMs === 0) return
      entries.set(name, { cost, status, sinceMs, untilMs: sinceMs + Math.min(status.retryAfterMs, longestMs) })
    },
    find(name, cost, policy) {
      const entry = entries.get(name)
      if (entry === undefined) return undefined
      const nowMs = performance.now()
      if (nowMs >= entry.untilMs) {
        entries.delete(name)
        return undefined
      }
      // What was refused at a cost may be allowed at a smaller one: that is for Redis to say.
      if (Math.max(cost, 1) < Math.max(entry.cost, 1)) return undefined
      // A tenant that changes its plan keeps its counters under another limit.
      if (!isSameLimit(entry.status.policy, policy)) return undefined
      const passedMs = Math.floor(nowMs - entry.sinceMs)
      const { status } = entry
      return {
        ...status,
        resetMs: Math.max(1, status.resetMs - passedMs),
        retryAfterMs: Math.max(1, status.retryAfterMs - passedMs),
      }
    },
    forget: name => entries.delete(name),
  }
}

function isSameLimit(first: LimitPolicy, second: LimitPolicy): boolean {
  if (first === second) return true
  const [a, b] = [ruleOf(first), ruleOf(second)]
  return a.kind === b.kind && a.size === b.size && a.span === b.span
}
