import { type LimitClass, limitClasses, type Tier, tenantLimits, tenantQuotas, tiers } from '@palisade/contracts'
import {
  type Admission,
  type AdmissionStore,
  definePolicy,
  type LimitCheck,
  type LimitPolicy,
  type LimitStatus,
  rateLimitFields,
  retryAfterSeconds,
} from '@palisade/security/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProblemError } from '../problem.ts'
import { invalidToken } from './40-authenticate.ts'

export type TenantState = { readonly tier: Tier; readonly suspended: boolean }

declare module 'fastify' {
  interface FastifyRequest {
    /** Set behind this layer, where there is a principal. */
    tenant: TenantState | null
    /** What is left of each limit that let this request through. */
    admitted: readonly LimitStatus[] | null
  }
}

type Options = {
  admission: AdmissionStore
  /** At once, unless the tenant was never seen on this node. */
  stateOf: (tenantId: string) => TenantState | Promise<TenantState>
}

/** The one step that asks the store: every limit that applies and whether the token was revoked, all or nothing. */
export function admit(app: FastifyInstance, { admission, stateOf }: Options): void {
  app.decorateRequest('tenant', null)
  app.decorateRequest('admitted', null)

  app.addHook('onRequest', async (request, reply) => {
    const { endpoint, principal } = request
    // Health must answer while the store is away. The edge and the brake limit these endpoints.
    if (!endpoint || endpoint.limit === 'system') return
    if (principal) {
      const state = stateOf(principal.tenantId)
      request.tenant = state instanceof Promise ? await state.catch(error => refuseUnknown(request, error)) : state
    }
    const admitted = await admission.admit({ limits: limitsOf(request), ...tokenOf(request) })
    if (!admitted.ok) throw refuseByLimit(request, admitted)
    request.admitted = admitted.limits
    reply.headers(rateLimitFields(admitted.limits))
  })
}

/** The problem that tells a caller why it was not admitted, and when to come back. */
export function refuseByLimit(request: FastifyRequest, refused: Refused): ProblemError {
  const { log, endpoint, ip, principal } = request
  const facts = { endpoint: endpoint?.id, ip, subject: principal?.userId, tenant: principal?.tenantId }
  if (refused.reason === 'revoked') {
    log.warn({ event: 'token.refused', reason: 'revoked', ...facts }, 'token refused')
    return invalidToken()
  }
  if (refused.reason === 'unavailable') {
    log.error({ event: 'limit.unavailable', ...facts }, 'the limit store does not answer')
    return new ProblemError('unavailable', { headers: { 'retry-after': '5' } })
  }
  const violated = refused.violated.map(({ policy }) => policy.name)
  log.warn({ event: 'limit.reached', limits: violated, ...facts }, 'limit reached')
  return new ProblemError('quota-exceeded', {
    headers: { ...rateLimitFields(refused.limits), 'retry-after': String(retryAfterSeconds(refused.retryAfterMs)) },
    'violated-policies': violated,
  })
}

function refuseUnknown({ log, principal }: FastifyRequest, err: unknown): never {
  log.error({ event: 'tenant.unknown', tenant: principal?.tenantId, err }, 'the state of the tenant cannot be read')
  throw new ProblemError('unavailable', { headers: { 'retry-after': '5' } })
}

type Refused = Extract<Admission, { ok: false }>

type Policies = { perIp: LimitPolicy; perUser: LimitPolicy | null; perKey: LimitPolicy | null; cost: number }

const policies = Object.fromEntries(
  Object.entries(limitClasses).map(([name, { perIp, perUser, cost, whenUnavailable }]) => [
    name,
    {
      perIp: { name: `${name}-ip`, algorithm: 'token-bucket', whenUnavailable, ...perIp },
      perUser: perUser && { name: `${name}-user`, algorithm: 'token-bucket', whenUnavailable, ...perUser },
      // A key has a limit of its own, as wide as a user's: a program does not use up what its owner has.
      perKey: perUser && { name: `${name}-key`, algorithm: 'token-bucket', whenUnavailable, ...perUser },
      cost,
    },
  ]),
) as Record<LimitClass, Policies>

/** Of every tier the same names, and so the same counters: a new plan does not begin with a new month. */
const tenantPolicies = Object.fromEntries(
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

function limitsOf({ endpoint, ip, principal, tenant }: FastifyRequest): LimitCheck[] {
  if (!endpoint) return []
  const { perIp, perUser, perKey, cost } = policies[endpoint.limit]
  const checks: LimitCheck[] = [{ policy: perIp, key: ip, cost }]
  if (perUser && principal?.kind === 'user') checks.push({ policy: perUser, key: principal.userId, cost })
  if (perKey && principal?.kind === 'api-key') checks.push({ policy: perKey, key: principal.keyId, cost })
  if (tenant && principal) {
    const { perTenant, quota } = tenantPolicies[tenant.tier]
    checks.push({ policy: perTenant, key: principal.tenantId, cost }, { policy: quota, key: principal.tenantId, cost })
  }
  return checks
}

function tokenOf({ principal }: FastifyRequest) {
  if (!principal) return {}
  if (principal.kind === 'api-key') {
    const { keyId, tenantId, createdAtMs } = principal
    return { token: { jti: keyId, subject: keyId, tenantId, issuedAtMs: createdAtMs } }
  }
  const { jti, sessionId, userId, tenantId, issuedAtMs, membershipVersion } = principal
  return { token: { jti, sessionId, subject: userId, tenantId, issuedAtMs, membershipVersion } }
}
