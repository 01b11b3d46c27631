import type { Rule } from './limit-policy.ts'
import type { Admission, LimitStatus } from './types.ts'

/** What the statuses of all limits, shadow or not, amount to. */
export function admissionOf(limits: readonly { rule: Rule }[], statuses: LimitStatus[]): Admission {
  let violated: LimitStatus[] | undefined
  let shadowed: LimitStatus[] | undefined
  let retryAfterMs = 0
  statuses.forEach((status, index) => {
    if (status.retryAfterMs === 0) return
    if (limits[index]?.rule.shadow) {
      shadowed = [...(shadowed ?? []), status]
      return
    }
    violated = [...(violated ?? []), status]
    retryAfterMs = Math.max(retryAfterMs, status.retryAfterMs)
  })
  const enforced = limits.some(({ rule }) => rule.shadow)
    ? statuses.filter((_, i) => !limits[i]?.rule.shadow)
    : statuses
  if (violated !== undefined) return { ok: false, reason: 'limited', violated, limits: enforced, retryAfterMs }
  return { ok: true, limits: enforced, shadowed: shadowed ?? [] }
}
