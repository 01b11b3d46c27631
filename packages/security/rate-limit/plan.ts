import type { Gatherer } from './gather.ts'
import type { Keys } from './keys.ts'
import { admissionOf } from './memory-store.ts'
import { costOf, ruleOf } from './policy.ts'
import { factsOf } from './revocation.ts'
import type { Admission, AdmissionRequest, LimitCheck, LimitStatus } from './types.ts'

export type PlanEvents = {
  /** Redis refused this counter at this cost. */
  refused(name: string, cost: number, status: LimitStatus, sentMs: number): void
  /** Redis Cluster: another bucket refused, so what this one took is given back. */
  giveBack(checks: readonly LimitCheck[]): void
}

/** What one bucket decides of an admission. Without a cluster there is one bucket, so one part. */
type Part = { keys: string[]; facts: number[]; penalized: string[]; checks: string[]; members: number[] }

const ALLOWED = 0
const REVOKED = 2

/**
 * Sends one admission and resolves to what all of its buckets say together.
 * @throws {TypeError | RangeError} for a key, cost or policy that cannot be
 */
export function planAdmission(
  request: AdmissionRequest,
  keys: Keys,
  gatherer: Gatherer,
  events: PlanEvents,
): Promise<Admission> {
  const parts = toParts(request, keys)
  if (parts.size === 0) return Promise.resolve({ ok: true, limits: [], shadowed: [] })
  const { promise, resolve } = Promise.withResolvers<Admission>()
  const statuses: (readonly [LimitStatus, boolean])[] = new Array(request.limits.length)
  const took: LimitCheck[] = []
  let waitingFor = parts.size
  let refusal: Admission | undefined

  function finish(): void {
    waitingFor -= 1
    if (waitingFor > 0) return
    const admission = refusal ?? admissionOf(statuses)
    if (!admission.ok && took.length > 0) events.giveBack(took)
    resolve(admission)
  }

  for (const [bucket, part] of parts) {
    const text = `["admit",[${part.facts.join()}],${part.penalized.length},[${part.checks.join()}]]`
    gatherer.add(bucket, {
      keys: part.keys,
      text,
      settle(reply, at, sentMs) {
        const verdict = reply[at]
        if (verdict === REVOKED) refusal = { ok: false, reason: 'revoked' }
        const next = verdict === REVOKED ? at + 1 : readStatuses(part, reply, at + 1, sentMs)
        if (verdict === ALLOWED) took.push(...paidFor(request, part))
        finish()
        return next
      },
      fail(cause) {
        refusal ??= { ok: false, reason: 'unavailable', cause }
        finish()
      },
    })
  }
  return promise

  function readStatuses(part: Part, reply: readonly number[], from: number, sentMs: number): number {
    let at = from
    for (const index of part.members) {
      const check = request.limits[index] as LimitCheck
      const [remaining = 0, resetMs = 0, retryAfterMs = 0] = [reply[at], reply[at + 1], reply[at + 2]]
      at += 3
      const status = { policy: check.policy, key: check.key, remaining, resetMs, retryAfterMs }
      const { shadow } = ruleOf(check.policy)
      statuses[index] = [status, shadow]
      if (retryAfterMs === 0 || shadow) continue
      events.refused(keys.limit(check.policy, check.key).name, costOf(check), status, sentMs)
    }
    return at
  }
}

function toParts(request: AdmissionRequest, keys: Keys): Map<number, Part> {
  const parts = new Map<number, Part>()
  const partOf = (bucket: number): Part => {
    let part = parts.get(bucket)
    if (part === undefined) {
      part = { keys: [], facts: [], penalized: [], checks: [], members: [] }
      parts.set(bucket, part)
    }
    return part
  }
  for (const { key, value } of request.token === undefined ? [] : factsOf(request.token, keys)) {
    const part = partOf(key.bucket)
    part.keys.push(key.name)
    part.facts.push(value)
  }
  for (const key of request.penaltyKeys ?? []) {
    if (!request.limits.some(check => check.key === key && ruleOf(check.policy).tightens)) continue
    const { name, bucket } = keys.penalty(key)
    const part = partOf(bucket)
    part.keys.push(name)
    part.penalized.push(key)
  }
  request.limits.forEach((check, index) => {
    const { wire, tightens } = ruleOf(check.policy)
    const { name, bucket } = keys.limit(check.policy, check.key)
    const part = partOf(bucket)
    const penalty = tightens ? part.penalized.indexOf(check.key) + 1 : 0
    part.keys.push(name)
    part.checks.push(`[${wire},${costOf(check)},${penalty}]`)
    part.members.push(index)
  })
  return parts
}

function paidFor(request: AdmissionRequest, part: Part): LimitCheck[] {
  return part.members.flatMap(index => {
    const check = request.limits[index]
    return check === undefined || ruleOf(check.policy).shadow ? [] : [check]
  })
}
