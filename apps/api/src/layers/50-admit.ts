import { type LimitClass, limitClasses } from '@palisade/contracts'
import {
  type Admission,
  type AdmissionStore,
  type LimitCheck,
  type LimitPolicy,
  rateLimitFields,
  retryAfterSeconds,
} from '@palisade/security/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProblemError } from '../problem.ts'
import { invalidToken } from './40-authenticate.ts'

/** The one step that asks the store: every limit that applies and whether the token was revoked, all or nothing. */
export function admit(app: FastifyInstance, { admission }: { admission: AdmissionStore }): void {
  app.addHook('onRequest', async (request, reply) => {
    // Health must answer while the store is away. The edge and the brake limit these endpoints.
    if (!request.endpoint || request.endpoint.limit === 'system') return
    const admitted = await admission.admit({ limits: limitsOf(request), ...tokenOf(request) })
    if (!admitted.ok) throw refuseByLimit(request, admitted)
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

function limitsOf({ endpoint, ip, principal }: FastifyRequest): LimitCheck[] {
  if (!endpoint) return []
  const { perIp, perUser, perKey, cost } = policies[endpoint.limit]
  const checks: LimitCheck[] = [{ policy: perIp, key: ip, cost }]
  if (perUser && principal?.kind === 'user') checks.push({ policy: perUser, key: principal.userId, cost })
  if (perKey && principal?.kind === 'api-key') checks.push({ policy: perKey, key: principal.keyId, cost })
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
