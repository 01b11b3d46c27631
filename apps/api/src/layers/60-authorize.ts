import { adminScopeOf, type Endpoint, isForAdministrators, isOperatorScope, type Scope } from '@palisade/contracts'
import { assertClaimsRule, type ClaimsResult, type ClaimsRule, checkClaims } from '@palisade/security/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { noTenant, type Principal } from '../access/principal.ts'
import {
  insufficientScope,
  isOpenInClosed,
  requireRecentSecondFactor,
  strongerSignInRequired,
} from '../http/access-problems.ts'
import { addLayer } from '../http/layer.ts'
import { ProblemError } from '../http/problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Refuses the request if it comes from a page of another tenant. Where there is no principal, such as at sign-in and
     * refresh, the handler calls it as soon as it knows the tenant, and before it changes anything: otherwise a page of one
     * tenant, on the same site as the API, could read another tenant's tokens with the user's cookie.
     * @throws ProblemError `origin-not-allowed`
     */
    requireTenantOrigin(tenantId: string): void
    /**
     * Refuses the request if it comes from a tenant's own page: only the platform's pages may change a person or add a tenant.
     * @throws ProblemError `origin-not-allowed`
     */
    requirePlatformPage(): void
    /** Whether the request comes from a page of the platform, or from a client that is not a browser. */
    isFromPlatform(): boolean
    /** Whether the request comes from a page of this tenant, from a page of the platform, or from no page. */
    isFromPageOf(tenantId: string): boolean
  }
}

type Options = {
  /** Whether a page of this origin, which CORS allowed, may work with the data of this tenant. */
  serves: (origin: string, tenantId: string) => boolean
  /** Networks that operations of admins can be called from, as CIDR blocks [S52]. Left out: any. */
  adminNetworks?: readonly string[] | undefined
}

/** Refuses callers whose tenant, address, calling page or scope does not permit the endpoint. */
export function authorize(app: FastifyInstance, { serves, adminNetworks }: Options): void {
  const rules = new Map<string, ClaimsRule>()

  app.addHook('onRoute', ({ config }) => {
    const { endpoint } = config ?? {}
    if (endpoint) rules.set(endpoint.id, ruleOf(endpoint, adminNetworks))
  })
  app.decorateRequest('isFromPageOf', function (tenantId) {
    const { origin } = this.headers
    return !origin || serves(origin, tenantId)
  })
  app.decorateRequest('requireTenantOrigin', function (tenantId) {
    if (this.isFromPageOf(tenantId)) return
    const { headers, log } = this
    const { origin } = headers
    log.warn({ event: 'origin.refused', reason: 'other-tenant', origin, tenant: tenantId }, 'CORS origin refused')
    // The page caused this, not the visitor whose browser it uses, so the visitor gets no penalty.
    throw new ProblemError('origin-not-allowed', { blameless: true })
  })
  app.decorateRequest('isFromPlatform', function () {
    return this.isFromPageOf(noTenant)
  })
  app.decorateRequest('requirePlatformPage', function () {
    this.requireTenantOrigin(noTenant)
  })
  addLayer(app, 'authorize', request => {
    const { endpoint, principal } = request
    if (!endpoint || !principal) return
    refuseSuspended(request, principal)
    request.requireTenantOrigin(principal.tenantId)
    const rule = rules.get(endpoint.id)
    // An operator may use a token for a tenant only where the console can be used.
    const isActing = principal.kind === 'impersonation'
    if (rule) checkRule(request, principal, isActing ? { ...rule, networks: adminNetworks } : rule)
    // An API key may call only endpoints that require one of its scopes. So may an operator, in the console or for a member.
    // Endpoints of a person, such as sessions, require no scope.
    if (endpoint.access === 'signed-in' && principal.kind !== 'user') throw insufficientScope()
  })
}

/** Scopes that control access require a recent second factor and, if configured, certain networks [S52] [S61]. */
function ruleOf(endpoint: Endpoint, adminNetworks: Options['adminNetworks']): ClaimsRule {
  const { access } = endpoint
  const rule = {
    ...(typeof access === 'object' && { scope: access.scope }),
    ...(isForAdministrators(endpoint) && { networks: adminNetworks }),
    ...(adminScopeOf(endpoint) && { amr: ['otp'] }),
  }
  assertClaimsRule(rule)
  return rule
}

function refuseSuspended({ endpoint, tenant, log }: FastifyRequest, { tenantId }: Principal): void {
  if (!tenant?.suspended || (endpoint && isOpenInClosed(tenant, endpoint))) return
  log.warn({ event: 'tenant.refused', endpoint: endpoint?.id, tenant: tenantId }, 'tenant suspended')
  throw new ProblemError(tenant.deleting ? 'tenant-deleting' : 'tenant-suspended')
}

function checkRule({ endpoint, ip, log }: FastifyRequest, principal: Principal, rule: ClaimsRule): void {
  const claims = { scope: scopesFor(principal, rule), amr: 'amr' in principal ? principal.amr : [] }
  const checked = checkClaims({ rule, claims, ip })
  if (!checked.ok) {
    const { reason } = checked
    log.warn(
      { event: 'access.refused', endpoint: endpoint?.id, reason, subject: principal.actorId, ip },
      'access refused',
    )
    throw refusals[reason](rule.scope as Scope)
  }
  if (rule.amr) requireRecentSecondFactor(principal)
}

/** Scopes of the console count only in console tokens, and all other scopes only in tokens of a tenant. */
function scopesFor({ kind, scopes }: Principal, { scope }: ClaimsRule): readonly Scope[] {
  return scope !== undefined && isOperatorScope(scope as Scope) === (kind === 'operator') ? scopes : []
}

/** A caller from outside the networks of an endpoint gets no hint about scopes or factors. */
const refusals: Record<Exclude<ClaimsResult, { ok: true }>['reason'], (scope: Scope) => ProblemError> = {
  network: () => new ProblemError('blocked'),
  scope: insufficientScope,
  'second-factor': strongerSignInRequired,
}
