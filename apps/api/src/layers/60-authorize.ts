import type { Scope } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import { assertClaimsRule, type ClaimsResult, checkClaims } from '@palisade/security/waf'
import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../problem.ts'
import { type Principal, realm } from './40-authenticate.ts'

type Options = {
  /** Whether a page of this origin, which CORS has let in, may work with the data of this tenant. */
  serves: (origin: string, tenantId: string) => boolean
}

/** The tenant may call, from where it calls, and with the scope that the endpoint declares, or the request ends here. */
export function authorize(app: FastifyInstance, { serves }: Options): void {
  app.addHook('onRoute', ({ config }) => {
    if (typeof config?.endpoint?.access === 'object') assertClaimsRule(config.endpoint.access)
  })
  app.addHook('onRequest', async ({ endpoint, principal, tenant, headers: { origin }, ip, log }) => {
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
    if (typeof endpoint?.access !== 'object' || !principal) return
    const { scopes: scope, amr, userId: subject } = principal
    const checked = checkClaims({ rule: endpoint.access, claims: { scope, amr }, ip })
    if (checked.ok) return
    log.warn({ event: 'access.refused', reason: checked.reason, endpoint: endpoint.id, subject, ip }, 'access refused')
    throw refusals[checked.reason](endpoint.access.scope)
  })
}

/** Whoever calls from outside the networks of an endpoint learns nothing of the rest. */
const refusals: Record<Exclude<ClaimsResult, { ok: true }>['reason'], (scope: Scope) => ProblemError> = {
  network: () => new ProblemError('blocked'),
  scope: insufficientScope,
  'second-factor': () => new ProblemError('second-factor-required'),
}

/** For a rule that depends on more than the endpoint, such as where an order is to move. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (!principal.scopes.includes(scope)) throw insufficientScope(scope)
}

function insufficientScope(scope: Scope): ProblemError {
  const challenge = bearerChallenge(realm, { error: 'insufficient_scope', scope: [scope] })
  return new ProblemError('insufficient-scope', { headers: { 'www-authenticate': challenge } })
}
