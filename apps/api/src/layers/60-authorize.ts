import type { Scope } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../problem.ts'
import { type Principal, realm } from './40-authenticate.ts'

type Options = {
  /** Whether a page of this origin, which CORS has let in, may work with the data of this tenant. */
  serves: (origin: string, tenantId: string) => boolean
}

/** The tenant may call, from where it calls, and with the scope that the endpoint declares, or the request ends here. */
export function authorize(app: FastifyInstance, { serves }: Options): void {
  app.addHook('onRequest', async ({ endpoint, principal, tenant, headers: { origin }, log }) => {
    if (tenant?.suspended) {
      log.warn({ event: 'tenant.refused', endpoint: endpoint?.id, tenant: principal?.tenantId }, 'tenant suspended')
      throw new ProblemError('tenant-suspended')
    }
    if (origin && principal && !serves(origin, principal.tenantId)) {
      log.warn(
        { event: 'origin.refused', reason: 'other-tenant', origin, tenant: principal.tenantId },
        'origin refused',
      )
      throw new ProblemError('origin-not-allowed')
    }
    // An API key calls what one of its scopes opens. What belongs to a person, such as sessions, is not among that.
    if (endpoint?.access === 'signed-in' && principal?.kind !== 'user') throw insufficientScope()
    if (typeof endpoint?.access !== 'object') return
    const { scope } = endpoint.access
    if (principal?.scopes.includes(scope)) return
    log.warn({ event: 'access.refused', endpoint: endpoint.id, scope, subject: principal?.userId }, 'access refused')
    throw insufficientScope(scope)
  })
}

/** For a rule that depends on more than the endpoint, such as where an order is to move. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (!principal.scopes.includes(scope)) throw insufficientScope(scope)
}

function insufficientScope(...scope: Scope[]): ProblemError {
  const challenge = bearerChallenge(realm, { error: 'insufficient_scope', ...(scope.length && { scope }) })
  return new ProblemError('insufficient-scope', { headers: { 'www-authenticate': challenge } })
}
