import type { Batcher, Message } from './batch.ts'
import { costOf, type Rule, ruleOf } from './limit-policy.ts'
import { type Fact, factsOf } from './revocation.ts'
import { ADMIT, ALLOWED, LIMITED, REVOKED } from './script.ts'
import type { StoreKey, StoreKeys } from './store-keys.ts'
import type { AdmissionRequest, LimitCheck, LimitStatus } from './types.ts'

/** What one script call decides of a request: all of it, or on Redis Cluster what belongs to one bucket. */
export type Piece = { facts: Fact[]; penalties: Penalty[]; limits: Limit[] }
export type Penalty = { id: string; key: StoreKey }
export type Limit = { check: LimitCheck; rule: Rule; key: StoreKey; cost: number }

/** What one bucket decides of a request, and where in it its limits stand. */
export type Part = { bucket: number; piece: Piece; indexes: number[]; message: Message }

/** The statuses are in the order of the piece's limits. `sentMs`: monotonic clock. */
export type Answer =
  | { outcome: 'allowed' | 'limited'; statuses: LimitStatus[]; sentMs: number }
  | { outcome: 'revoked' }
  | { outcome: 'unavailable'; cause: unknown }

/**
 * Checks a request before any of it joins a batch with others.
 * @throws {TypeError | RangeError} for a key, cost, token or policy that cannot be
 */
export function prepare(request: AdmissionRequest, keys: StoreKeys): Piece {
  const limits = request.limits.map(toLimit, keys)
  const penalties: Penalty[] = []
  for (const id of request.penaltyKeys ?? []) {
    if (limits.some(({ check, rule }) => check.key === id && rule.tightens))
      penalties.push({ id, key: keys.penalty(id) })
  }
  return { facts: request.token === undefined ? [] : factsOf(request.token, keys), penalties, limits }
}

function toLimit(this: StoreKeys, check: LimitCheck): Limit {
  const rule = ruleOf(check.policy)
  return { check, rule, key: this.limit(check.policy, check.key), cost: costOf(check) }
}

/** The script's input for a piece. */
export function write({ facts, penalties, limits }: Piece): Message {
  const checks = limits.map(({ check, rule, cost }) => {
    const penalty = rule.tightens ? penalties.findIndex(({ id }) => id === check.key) + 1 : 0
    return `${rule.id},${cost},${penalty}`
  })
  const values = facts.map(({ value }) => value)
  return {
    keys: [...facts, ...penalties, ...limits].map(({ key }) => key.name),
    rules: limits.map(({ rule }) => rule),
    numbers: [ADMIT, facts.length, ...values, penalties.length, limits.length, ...checks].join(),
  }
}

/** Sends a piece with the next script call of its bucket. */
export function decide({ piece, bucket, message }: Part, batcher: Batcher, done: (answer: Answer) => void): void {
  batcher.add(bucket, {
    message,
    settle(reply, at, sentMs) {
      const outcome = reply[at]
      if (outcome === REVOKED) {
        done({ outcome: 'revoked' })
        return at + 1
      }
      const step = outcome === ALLOWED ? 2 : 3
      const statuses = readStatuses(piece, reply, at + 1, step)
      done({ outcome: outcome === LIMITED ? 'limited' : 'allowed', statuses, sentMs })
      return at + 1 + piece.limits.length * step
    },
    fail: cause => done({ outcome: 'unavailable', cause }),
  })
}

function readStatuses(piece: Piece, reply: readonly number[], from: number, step: 2 | 3): LimitStatus[] {
  return piece.limits.map(({ check }, index) => {
    const at = from + index * step
    const retryAfterMs = step === 3 ? (reply[at + 2] ?? 0) : 0
    return {
      policy: check.policy,
      key: check.key,
      remaining: reply[at] ?? 0,
      resetMs: reply[at + 1] ?? 0,
      retryAfterMs,
    }
  })
}
