import type { ResponseOf } from '@palisade/contracts'
import type { LimitStatus } from '@palisade/security/rate-limit'

/** A limit of a tenant, as the API shows it to the tenant and to operators. */
export function describeLimit({
  policy: { name, limit },
  remaining,
  resetMs,
}: LimitStatus): ResponseOf<'tenant.read'>['limits'][number] {
  return { name, limit, remaining, resetsAt: new Date(Date.now() + resetMs).toISOString() }
}
