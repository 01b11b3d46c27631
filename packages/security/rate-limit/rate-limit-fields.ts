import type { LimitPolicy, LimitStatus } from './types.ts'

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers-11: the policies, and what is left of each. `w` is left out for
 * windows that are not whole seconds (section 3.1.3). For a refusal pass `violated`, so that `Retry-After` never names
 * an earlier instant than the window of a limit in the same response (section 6).
 */
export function rateLimitFields(limits: readonly LimitStatus[]): { RateLimit: string; 'RateLimit-Policy': string } {
  let state = ''
  let policies = ''
  for (const { policy, remaining, resetMs, retryAfterMs } of limits) {
    const separator = state === '' ? '' : ', '
    state += `${separator}"${policy.name}";r=${remaining};t=${Math.ceil((retryAfterMs || resetMs) / 1000)}`
    policies += separator + policyItem(policy)
  }
  return { RateLimit: state, 'RateLimit-Policy': policies }
}

/** Whole seconds for `Retry-After` (RFC 9110, section 10.2.3), rounded up and at least 1. */
export function retryAfterSeconds(ms: number): number {
  return Number.isFinite(ms) ? Math.min(Math.max(1, Math.ceil(ms / 1000)), MOST_SECONDS) : 1
}

/** What every recipient of delta seconds must be able to hold (RFC 9111, section 1.2.2). */
const MOST_SECONDS = 2 ** 31

const items = new WeakMap<LimitPolicy, string>()

function policyItem(policy: LimitPolicy): string {
  let item = items.get(policy)
  if (item === undefined) {
    const { name, limit, windowMs } = policy
    item = windowMs % 1000 === 0 ? `"${name}";q=${limit};w=${windowMs / 1000}` : `"${name}";q=${limit}`
    items.set(policy, item)
  }
  return item
}
