import type { Scope } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../problem.ts'
import { type Principal, realm } from './40-authenticate.ts'

/** The tenant may call, and the scope that the endpoint declares is in the token, or the request ends here. */
export function authorize(app: FastifyInstance): void {
  app.addHook('onRequest', ({ endpoint, principal, tenant, log }, _reply, next) => {
    if (tenant?.suspended) {
      log.warn({ event: 'tenant.refused', endpoint: endpoint?.id, tenant: principal?.tenantId }, 'tenant suspended')
      throw new ProblemError('tenant-suspended')
    }
    if (typeof endpoint?.access !== 'object') return next()
    const { scope } = endpoint.access
    if (principal?.scopes.includes(scope)) return next()
    log.warn({ event: 'access.refused', endpoint: endpoint.id, scope, subject: principal?.userId }, 'access refused')
    throw insufficientScope(scope)
  })
}

/** For a rule that depends on more than the endpoint, such as where an order is to move. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (!principal.scopes.includes(scope)) throw insufficientScope(scope)
}

function insufficientScope(scope: Scope): ProblemError {
  const challenge = bearerChallenge(realm, { error: 'insufficient_scope', scope: [scope] })
  return new ProblemError('insufficient-scope', { headers: { 'www-authenticate': challenge } })
}
