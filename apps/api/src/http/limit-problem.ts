import { type Admission, rateLimitFields, retryAfterSeconds } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { invalidToken } from './access-problems.ts'
import { ProblemError } from './problem.ts'

export type Refused = Extract<Admission, { ok: false }>

/** The problem that says why a request was not admitted, and when the caller can try again. */
export function refuseByLimit(request: FastifyRequest, refused: Refused): ProblemError {
  const { log, endpoint, ip, principal } = request
  const facts = { endpoint: endpoint?.id, ip, subject: principal?.actorId, tenant: principal?.tenantId }
  if (refused.reason === 'revoked') {
    log.warn({ event: 'token.refused', reason: 'revoked', ...facts }, 'token refused')
    return invalidToken('revoked')
  }
  if (refused.reason === 'unavailable') {
    log.error({ event: 'limit.unavailable', ...facts }, 'limit store unavailable')
    return new ProblemError('unavailable')
  }
  const violated = refused.violated.map(({ policy }) => policy.name)
  log.warn({ event: 'limit.reached', limits: violated, ...facts }, 'limit reached')
  return new ProblemError('quota-exceeded', {
    headers: { ...rateLimitFields(refused.violated), 'retry-after': String(retryAfterSeconds(refused.retryAfterMs)) },
    'violated-policies': violated,
  })
}
