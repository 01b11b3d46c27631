import { type Tier, tenantLimits, tenantQuotas, tiers } from '@palisade/contracts'
import { definePolicy, type LimitPolicy } from '@palisade/security/rate-limit'

/**
 * The limits that all users of a tenant share. Their names are the same for every plan, and so are their counters: a new
 * plan does not begin with a new month.
 */
export const tenantPolicies = Object.fromEntries(
  tiers.map(tier => [
    tier,
    {
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
        // What was paid for is not made dearer by a penalty, and not lost while the store is away.
        tightens: false,
        whenUnavailable: { localShare: 1 },
      }),
    },
  ]),
) as Record<Tier, { perTenant: LimitPolicy; quota: LimitPolicy }>
