import { createHash } from 'node:crypto'
import {
  type ClassLimits,
  type LimitClass,
  serviceAccountLimits,
  type Tier,
  tenantLimits,
  tenantQuotas,
  tiers,
} from '@palisade/contracts'
import { definePolicy, type LimitPolicy } from '@palisade/security/rate-limit'

export type ClassPolicies = {
  perIp: LimitPolicy
  perUser: LimitPolicy | null
  perKey: LimitPolicy | null
  cost: number
}

/** The policy of a limit on something rarer than requests, such as failed attempts and mails. */
export function slidingWindow(name: string, { limit, windowMs }: { limit: number; windowMs: number }): LimitPolicy {
  return { name, algorithm: 'sliding-window', limit, windowMs }
}

/** The key of a limit for a text that may name a person, such as an email: the store of limits must not hold it. */
export function hashedKey(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** The policies of one class of endpoints, as the limiter takes them. */
export function toPolicies(name: LimitClass, { perIp, perUser, cost, whenUnavailable }: ClassLimits): ClassPolicies {
  const bucket = { algorithm: 'token-bucket', whenUnavailable } as const
  return {
    perIp: definePolicy({ name: `${name}-ip`, ...bucket, ...perIp }),
    perUser: perUser && definePolicy({ name: `${name}-user`, ...bucket, ...perUser }),
    // An API key has its own limit, equal to a user's.
    perKey: perUser && definePolicy({ name: `${name}-key`, ...bucket, ...perUser }),
    cost,
  }
}

/**
 * The limits that all users of a tenant share. Every plan uses the same names, and so the same counters: a change of plan
 * does not start a new month.
 */
export const tenantPolicies = byTier(tier => ({
  perTenant: definePolicy({
    name: 'tenant',
    algorithm: 'token-bucket',
    whenUnavailable: { localShare: 0.5 },
    ...tenantLimits[tier],
  }),
  quota: definePolicy({
    name: 'quota',
    algorithm: 'fixed-window',
    calendar: 'month',
    windowMs: 30 * 86_400_000,
    limit: tenantQuotas[tier],
    // The tenant paid for this quota: penalties do not shrink it, and an outage of the store does not block it.
    tightens: false,
    whenUnavailable: { localShare: 1 },
  }),
}))

/** What one service account takes of its tenant's limit with all its keys together, so that the people keep the rest. */
export const accountPolicies = byTier(tier =>
  definePolicy({
    name: 'service-account',
    algorithm: 'token-bucket',
    whenUnavailable: { localShare: 0.5 },
    ...serviceAccountLimits[tier],
  }),
)

function byTier<T>(policyOf: (tier: Tier) => T): Record<Tier, T> {
  return Object.fromEntries(tiers.map(tier => [tier, policyOf(tier)])) as Record<Tier, T>
}
