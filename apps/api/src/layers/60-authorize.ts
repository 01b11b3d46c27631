import { adminScopes, type Scope, scopes, stepUpWithinMs } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import { assertClaimsRule, type ClaimsRule, checkClaims } from '@palisade/security/waf'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProblemError } from '../problem.ts'
import { type Principal, realm, type UserPrincipal } from './40-authenticate.ts'

type Options = {
  /** Whether a page of this origin, which CORS has let in, may work with the data of this tenant. */
  serves: (origin: string, tenantId: string) => boolean
}

/** The tenant may call, from where it calls, and with the scope that the endpoint declares, or the request ends here. */
export function authorize(app: FastifyInstance, { serves }: Options): void {
  app.addHook('onRequest', (request, _reply, next) => {
    if (request.principal) {
      checkTenant(request, request.principal, serves)
      checkScope(request, request.principal)
    }
    next()
  })
}

function checkTenant(request: FastifyRequest, { tenantId }: Principal, serves: Options['serves']): void {
  const { endpoint, tenant, headers, log } = request
  if (tenant?.suspended) {
    log.warn({ event: 'tenant.refused', endpoint: endpoint?.id, tenant: tenantId }, 'tenant suspended')
    throw new ProblemError('tenant-suspended')
  }
  const { origin } = headers
  if (origin && !serves(origin, tenantId)) {
    log.warn({ event: 'origin.refused', reason: 'other-tenant', origin, tenant: tenantId }, 'origin refused')
    throw new ProblemError('origin-not-allowed')
  }
}

/** An admin scope has to be backed by a second factor, and not one of this morning [S61]. */
function checkScope({ endpoint, ip, log }: FastifyRequest, principal: Principal): void {
  // An API key calls what one of its scopes opens. What belongs to a person, such as sessions, is not among that.
  if (endpoint?.access === 'signed-in' && principal.kind !== 'user') throw insufficientScope()
  if (typeof endpoint?.access !== 'object') return
  const { scope } = endpoint.access
  const claims = { scope: principal.scopes, amr: principal.kind === 'user' ? principal.amr : [] }
  const checked = checkClaims({ rule: rules[scope], claims, ip })
  if (!checked.ok) {
    const facts = { endpoint: endpoint.id, scope, reason: checked.reason, subject: principal.userId, ip }
    log.warn({ event: 'access.refused', ...facts }, 'access refused')
    throw checked.reason === 'second-factor' ? strongerSignInRequired() : insufficientScope(scope)
  }
  if (rules[scope].amr) requireRecentSecondFactor(principal)
}

/** What each scope asks of a token, checked at the start. */
const rules = Object.fromEntries(
  (Object.keys(scopes) as Scope[]).map(scope => {
    const rule: ClaimsRule = { scope, amr: adminScopes.includes(scope) ? ['otp'] : undefined }
    assertClaimsRule(rule)
    return [scope, rule]
  }),
) as Record<Scope, ClaimsRule>

/** For what a token of this morning is not good enough. The answer tells the client to ask for a code (RFC 9470). */
export function requireRecentSecondFactor(principal: Principal | null): UserPrincipal {
  if (principal?.kind !== 'user' || !principal.amr.includes('otp')) throw strongerSignInRequired()
  if (Date.now() - principal.authenticatedAtMs > stepUpWithinMs) throw strongerSignInRequired()
  return principal
}

function strongerSignInRequired(): ProblemError {
  const error = 'insufficient_user_authentication'
  const challenge = bearerChallenge(realm, { error, acrValues: ['mfa'], maxAgeMs: stepUpWithinMs })
  return new ProblemError('stronger-sign-in-required', { headers: { 'www-authenticate': challenge } })
}

/** For a rule that depends on more than the endpoint, such as where an order is to move. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (!principal.scopes.includes(scope)) throw insufficientScope(scope)
}

function insufficientScope(...scope: Scope[]): ProblemError {
  const challenge = bearerChallenge(realm, { error: 'insufficient_scope', ...(scope.length && { scope }) })
  return new ProblemError('insufficient-scope', { headers: { 'www-authenticate': challenge } })
}
