import type { ClassLimits, Endpoint, LimitClass, Tier } from '@palisade/contracts'
import { type AdmissionRequest, clientNetwork, type LimitCheck } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { accountPolicies, type ClassPolicies, tenantPolicies, toPolicies } from './limit-policies.ts'
import { isPerson, isServiceAccount, limitKeyOf, type Principal } from './principal.ts'

/** The last admission request of a principal in one class of limits, and its inputs. */
type Built = { ip: string; tier: Tier | undefined; admissionRequest: AdmissionRequest }

/**
 * Builds the admission request for one HTTP request. The next request of the same caller reuses the object, because building it
 * costs more than the other work of the layer.
 */
export function createAdmissionRequests(classes: Record<LimitClass, ClassLimits>) {
  const policies = Object.fromEntries(
    Object.entries(classes).map(([name, limits]) => [name, toPolicies(name as LimitClass, limits)]),
  ) as Record<LimitClass, ClassPolicies>
  const latest = new WeakMap<Principal, Partial<Record<LimitClass, Built>>>()

  const build = (request: FastifyRequest, { limit }: Endpoint): AdmissionRequest =>
    Object.freeze({
      limits: limitsOf(request, policies[limit]),
      penaltyKeys: penaltyKeysOf(request),
      ...tokenOf(request),
    })

  return function buildAdmissionRequest(request: FastifyRequest, endpoint: Endpoint): AdmissionRequest {
    const { ip, principal, tenant } = request
    if (!principal) return build(request, endpoint)
    const known = latest.get(principal)
    const built = known?.[endpoint.limit]
    if (built && built.ip === ip && built.tier === tenant?.tier) return built.admissionRequest
    const admissionRequest = build(request, endpoint)
    latest.set(principal, { ...known, [endpoint.limit]: { ip, tier: tenant?.tier, admissionRequest } })
    return admissionRequest
  }
}

function limitsOf({ ip, principal, tenant }: FastifyRequest, policies: ClassPolicies): LimitCheck[] {
  const { perIp, perUser, perKey, cost } = policies
  const checks: LimitCheck[] = [{ policy: perIp, key: clientNetwork(ip), cost }]
  const own = principal && isPerson(principal) ? perUser : perKey
  if (own && principal) checks.push({ policy: own, key: limitKeyOf(principal), cost })
  // Requests of an operator for support do not count against the tenant's limits.
  if (tenant && principal && principal.kind !== 'impersonation') {
    if (isServiceAccount(principal)) {
      checks.push({ policy: accountPolicies[tenant.tier], key: principal.memberId, cost })
    }
    const { perTenant, quota } = tenantPolicies[tenant.tier]
    checks.push({ policy: perTenant, key: principal.tenantId, cost }, { policy: quota, key: principal.tenantId, cost })
  }
  return checks
}

/** Penalties apply to the caller's own limits only, so one abusive user cannot throttle the whole tenant. */
function penaltyKeysOf({ ip, principal }: FastifyRequest): string[] {
  const network = clientNetwork(ip)
  return principal ? [network, limitKeyOf(principal)] : [network]
}

function tokenOf({ principal }: FastifyRequest) {
  if (!principal) return {}
  if (principal.kind === 'api-key') {
    const { keyId, tenantId, createdAtMs } = principal
    return { token: { jti: keyId, subject: keyId, tenantId, issuedAtMs: createdAtMs } }
  }
  const { jti, sessionId, memberId, tenantId, issuedAtMs, membershipVersion } = principal
  return { token: { jti, sessionId, subject: memberId, tenantId, issuedAtMs, membershipVersion } }
}
