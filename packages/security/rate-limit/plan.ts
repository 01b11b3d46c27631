import type { Batch, Gatherer } from './gather.ts'
import type { Keys, StoreKey } from './keys.ts'
import { costOf, type Rule, ruleOf } from './policy.ts'
import { type Fact, factsOf } from './revocation.ts'
import { ADMIT, ALLOWED, LIMITED, REVOKED } from './script.ts'
import type { AdmissionRequest, LimitCheck, LimitStatus } from './types.ts'

/** What one script call decides of a request: all of it, or on Redis Cluster what belongs to one bucket. */
export type Piece = { facts: Fact[]; penalties: Penalty[]; limits: Limit[] }
export type Penalty = { id: string; key: StoreKey }
export type Limit = { check: LimitCheck; rule: Rule; key: StoreKey; cost: number }

/** The statuses stand in the order of the piece's limits. `sentMs`: monotonic clock. */
export type Answer =
  | { verdict: 'allowed' | 'limited'; statuses: LimitStatus[]; sentMs: number }
  | { verdict: 'revoked' }
  | { verdict: 'unavailable'; cause: unknown }

/**
 * Checks a request before any of it joins a batch with others.
 * @throws {TypeError | RangeError} for a key, cost, token or policy that cannot be
 */
export function prepare(request: AdmissionRequest, keys: Keys): Piece {
  const limits = request.limits.map(toLimit, keys)
  const penalties: Penalty[] = []
  for (const id of request.penaltyKeys ?? []) {
    if (limits.some(({ check, rule }) => check.key === id && rule.tightens))
      penalties.push({ id, key: keys.penalty(id) })
  }
  return { facts: request.token === undefined ? [] : factsOf(request.token, keys), penalties, limits }
}

function toLimit(this: Keys, check: LimitCheck): Limit {
  const rule = ruleOf(check.policy)
  return { check, rule, key: this.limit(check.policy, check.key), cost: costOf(check) }
}

/** Sends a piece with the next script call of its bucket. */
export function decide(piece: Piece, bucket: number, gatherer: Gatherer): Promise<Answer> {
  return new Promise(resolve => {
    gatherer.add(bucket, {
      write: batch => write(piece, batch),
      settle(reply, at, sentMs) {
        const verdict = reply[at]
        if (verdict === REVOKED) {
          resolve({ verdict: 'revoked' })
          return at + 1
        }
        const step = verdict === ALLOWED ? 2 : 3
        const statuses = readStatuses(piece, reply, at + 1, step)
        resolve({ verdict: verdict === LIMITED ? 'limited' : 'allowed', statuses, sentMs })
        return at + 1 + piece.limits.length * step
      },
      fail: cause => resolve({ verdict: 'unavailable', cause }),
    })
  })
}

function write({ facts, penalties, limits }: Piece, batch: Batch): void {
  const { keys, numbers } = batch
  numbers.push(ADMIT, facts.length)
  for (const { key, value } of facts) {
    keys.push(key.name)
    numbers.push(value)
  }
  numbers.push(penalties.length, limits.length)
  for (const { key } of penalties) keys.push(key.name)
  for (const { check, rule, key, cost } of limits) {
    const penalty = rule.tightens ? penalties.findIndex(({ id }) => id === check.key) + 1 : 0
    keys.push(key.name)
    numbers.push(batch.position(rule), cost, penalty)
  }
}

function readStatuses(piece: Piece, reply: readonly number[], from: number, step: 2 | 3): LimitStatus[] {
  let at = from - step
  return piece.limits.map(({ check }) => {
    at += step
    const [remaining = 0, resetMs = 0, waitMs = 0] = [reply[at], reply[at + 1], reply[at + 2]]
    return { policy: check.policy, key: check.key, remaining, resetMs, retryAfterMs: step === 3 ? waitMs : 0 }
  })
}
