import { ruleOf } from './limit-policy.ts'
import type { AdmissionRequest, LimitCheck, LimitPolicy } from './types.ts'

const locals = new WeakMap<LimitPolicy, LimitPolicy>()

/**
 * The request with every limit reduced to its local share, for a decision of this process alone; undefined when a limit
 * requires a refusal while the store is unavailable. Shadow limits without a share are left out: they refuse nothing.
 */
export function localRequest(request: AdmissionRequest): AdmissionRequest | undefined {
  const limits: LimitCheck[] = []
  for (const check of request.limits) {
    const local = localCheck(check)
    if (local !== undefined) limits.push(local)
    else if (!ruleOf(check.policy).shadow) return undefined
  }
  return { ...request, limits }
}

/** A cost larger than the cut limit counts as all of it, so that a costly endpoint stays reachable. */
export function localCheck(check: LimitCheck): LimitCheck | undefined {
  const policy = localPolicy(check.policy)
  if (policy === undefined) return undefined
  return check.cost === undefined
    ? { ...check, policy }
    : { ...check, policy, cost: Math.min(check.cost, ruleOf(policy).size) }
}

function localPolicy(policy: LimitPolicy): LimitPolicy | undefined {
  const { whenUnavailable = 'refuse', limit, burst } = policy
  if (whenUnavailable === 'refuse') return undefined
  let local = locals.get(policy)
  if (local === undefined) {
    const share = (units: number) => Math.max(1, Math.floor(units * whenUnavailable.localShare))
    local = { ...policy, limit: share(limit), ...(burst === undefined ? {} : { burst: share(burst) }) }
    locals.set(policy, local)
  }
  return local
}
