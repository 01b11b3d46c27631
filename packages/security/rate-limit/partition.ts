import type { Batcher } from './batch.ts'
import { type Answer, decide, type Part, type Piece, write } from './plan.ts'
import type { LimitCheck, LimitStatus } from './types.ts'

/**
 * Redis Cluster: a script call reaches one slot, so each bucket decides its part, at the same time. Everything about
 * one identifier lives in one bucket: its limits, its penalty, its revocation. The units of a part are refunded when
 * another one refuses.
 */
export async function decideTogether(
  whole: Piece,
  parts: readonly Part[],
  batcher: Batcher,
  giveBack: (checks: readonly LimitCheck[]) => void,
): Promise<Answer> {
  const answers = await Promise.all(parts.map(part => new Promise<Answer>(done => decide(part, batcher, done))))
  const statuses: LimitStatus[] = new Array(whole.limits.length)
  const took: LimitCheck[] = []
  let sentMs = Number.POSITIVE_INFINITY
  let limited = false
  parts.forEach(({ piece, indexes }, part) => {
    const answer = answers[part]
    if (answer === undefined || !('statuses' in answer)) return
    sentMs = Math.min(sentMs, answer.sentMs)
    answer.statuses.forEach((status, index) => {
      statuses[indexes[index] ?? 0] = status
    })
    if (answer.outcome === 'limited') limited = true
    else took.push(...paidFor(piece, answer.statuses))
  })
  const refusal = answers.find(({ outcome }) => outcome === 'revoked') ?? answers.find(answer => 'cause' in answer)
  if ((limited || refusal) && took.length > 0) giveBack(took)
  return refusal ?? { outcome: limited ? 'limited' : 'allowed', statuses, sentMs }
}

function paidFor(piece: Piece, statuses: readonly LimitStatus[]): LimitCheck[] {
  return piece.limits
    .filter(({ cost }, index) => cost > 0 && statuses[index]?.retryAfterMs === 0)
    .map(({ check }) => check)
}

/** One part for each bucket: all of it is one where nothing is spread. */
export function partition(whole: Piece): Part[] {
  const parts = new Map<number, Omit<Part, 'message'>>()
  const partOf = (bucket: number) => {
    let part = parts.get(bucket)
    if (part === undefined) {
      part = { bucket, piece: { facts: [], penalties: [], limits: [] }, indexes: [] }
      parts.set(bucket, part)
    }
    return part
  }
  for (const fact of whole.facts) partOf(fact.key.bucket).piece.facts.push(fact)
  for (const penalty of whole.penalties) partOf(penalty.key.bucket).piece.penalties.push(penalty)
  whole.limits.forEach((limit, index) => {
    const part = partOf(limit.key.bucket)
    part.piece.limits.push(limit)
    part.indexes.push(index)
  })
  return Array.from(parts.values(), part => ({ ...part, message: write(part.piece) }))
}
