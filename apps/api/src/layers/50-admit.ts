import { type ClassLimits, type Endpoint, type LimitClass, limitClasses, type Tier } from '@palisade/contracts'
import {
  type Admission,
  type AdmissionRequest,
  type AdmissionStore,
  clientNetwork,
  definePolicy,
  type LimitCheck,
  type LimitPolicy,
  type LimitStatus,
  rateLimitFields,
  retryAfterSeconds,
} from '@palisade/security/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { tenantPolicies } from '../access/tenant-policies.ts'
import { ProblemError } from '../http/problem.ts'
import { invalidToken, limitKeyOf, type Principal } from './40-authenticate.ts'
import { addLayer } from './in-order.ts'

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
  /** Default: as the contracts declare them. */
  classes?: Record<LimitClass, ClassLimits>
}

/** The one step that asks the store: every limit that applies and whether the token was revoked, all or nothing. */
export function admit(app: FastifyInstance, { admission, stateOf, classes = limitClasses }: Options): void {
  app.decorateRequest('tenant', null)
  app.decorateRequest('admitted', null)

  const questionOf = createQuestions(toPolicies(classes))

  const ask = async (request: FastifyRequest, reply: FastifyReply, endpoint: Endpoint, tenant: TenantState | null) => {
    request.tenant = tenant
    const admitted = await admission.admit(questionOf(request, endpoint))
    if (!admitted.ok) throw refuseByLimit(request, admitted)
    request.admitted = admitted.limits
    reply.headers(rateLimitFields(admitted.limits))
  }

  addLayer(app, (request, reply) => {
    const { endpoint, principal } = request
    // Health must answer while the store is away. The edge and the brake limit these endpoints.
    if (!endpoint || endpoint.limit === 'system') return
    const state = principal && stateOf(principal.tenantId)
    if (!(state instanceof Promise)) return ask(request, reply, endpoint, state)
    return state.then(
      tenant => ask(request, reply, endpoint, tenant),
      error => refuseUnknown(request, error),
    )
  })
}

/** The problem that tells a caller why it was not admitted, and when to come back. */
export function refuseByLimit(request: FastifyRequest, refused: Refused): ProblemError {
  const { log, endpoint, ip, principal } = request
  const facts = { endpoint: endpoint?.id, ip, subject: principal?.userId, tenant: principal?.tenantId }
  if (refused.reason === 'revoked') {
    log.warn({ event: 'token.refused', reason: 'revoked', ...facts }, 'token refused')
    return invalidToken('revoked')
  }
  if (refused.reason === 'unavailable') {
    log.error({ event: 'limit.unavailable', ...facts }, 'the limit store does not answer')
    return new ProblemError('unavailable')
  }
  const violated = refused.violated.map(({ policy }) => policy.name)
  log.warn({ event: 'limit.reached', limits: violated, ...facts }, 'limit reached')
  return new ProblemError('quota-exceeded', {
    headers: { ...rateLimitFields(refused.violated), 'retry-after': String(retryAfterSeconds(refused.retryAfterMs)) },
    'violated-policies': violated,
  })
}

function refuseUnknown({ log, principal }: FastifyRequest, err: unknown): never {
  log.error({ event: 'tenant.unknown', tenant: principal?.tenantId, err }, 'the state of the tenant cannot be read')
  throw new ProblemError('unavailable')
}

type Refused = Extract<Admission, { ok: false }>

type Policies = { perIp: LimitPolicy; perUser: LimitPolicy | null; perKey: LimitPolicy | null; cost: number }

function toPolicies(classes: Record<LimitClass, ClassLimits>): Record<LimitClass, Policies> {
  const entries = Object.entries(classes).map(
    ([name, { perIp, perUser, cost, whenUnavailable }]): [string, Policies] => {
      const bucket = { algorithm: 'token-bucket', whenUnavailable } as const
      return [
        name,
        {
          perIp: definePolicy({ name: `${name}-ip`, ...bucket, ...perIp }),
          perUser: perUser && definePolicy({ name: `${name}-user`, ...bucket, ...perUser }),
          // A key has a limit of its own, as wide as a user's.
          perKey: perUser && definePolicy({ name: `${name}-key`, ...bucket, ...perUser }),
          cost,
        },
      ]
    },
  )
  return Object.fromEntries(entries) as Record<LimitClass, Policies>
}

/** What a principal was last asked about in one class of limits, from where, and on which plan. */
type Question = { ip: string; tier: Tier | undefined; asked: AdmissionRequest }

/** A caller comes again and again: what is asked of the store stays the same, and is put together once. */
function createQuestions(policies: Record<LimitClass, Policies>) {
  const latest = new WeakMap<Principal, Partial<Record<LimitClass, Question>>>()

  const write = (request: FastifyRequest, { limit }: Endpoint): AdmissionRequest =>
    Object.freeze({
      limits: limitsOf(request, policies[limit]),
      penaltyKeys: penaltyKeysOf(request),
      ...tokenOf(request),
    })

  return (request: FastifyRequest, endpoint: Endpoint): AdmissionRequest => {
    const { ip, principal, tenant } = request
    if (!principal) return write(request, endpoint)
    const known = latest.get(principal)
    const question = known?.[endpoint.limit]
    if (question && question.ip === ip && question.tier === tenant?.tier) return question.asked
    const asked = write(request, endpoint)
    latest.set(principal, { ...known, [endpoint.limit]: { ip, tier: tenant?.tier, asked } })
    return asked
  }
}

function limitsOf({ ip, principal, tenant }: FastifyRequest, policies: Policies): LimitCheck[] {
  const { perIp, perUser, perKey, cost } = policies
  const checks: LimitCheck[] = [{ policy: perIp, key: clientNetwork(ip), cost }]
  const own = principal?.kind === 'api-key' ? perKey : perUser
  if (own && principal) checks.push({ policy: own, key: limitKeyOf(principal), cost })
  if (tenant && principal) {
    const { perTenant, quota } = tenantPolicies[tenant.tier]
    checks.push({ policy: perTenant, key: principal.tenantId, cost }, { policy: quota, key: principal.tenantId, cost })
  }
  return checks
}

/** Whose anomalies tighten limits: the caller's own, never the ones that a tenant shares. */
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
  const { jti, sessionId, userId, tenantId, issuedAtMs, membershipVersion } = principal
  return { token: { jti, sessionId, subject: userId, tenantId, issuedAtMs, membershipVersion } }
}
