import { adminScopes, type Scope, type TokenRule } from '@palisade/contracts'
import { assertClaimsRule, type ClaimsResult, type ClaimsRule, checkClaims } from '@palisade/security/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../access/principal.ts'
import { insufficientScope, requireRecentSecondFactor, strongerSignInRequired } from '../http/access-problems.ts'
import { addLayer } from '../http/layer.ts'
import { ProblemError } from '../http/problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Ends the request when it comes from a page that does not belong to this tenant. Where there is no principal, such as
     * at sign-in and refresh, the handler calls it as soon as it knows the tenant, and before it changes anything:
     * otherwise a page of one tenant, on the same site as the API, reads another tenant's tokens with the user's cookie.
     * @throws ProblemError `origin-not-allowed`
     */
    requireTenantOrigin(tenantId: string): void
    /**
     * Ends the request when it comes from a tenant's own page: what concerns a person or a new tenant is the platform's.
     * @throws ProblemError `origin-not-allowed`
     */
    requirePlatformPage(): void
    /** Whether no tenant's own page makes the request: one of the platform, or a client that is no browser. */
    isFromPlatform(): boolean
    /** Whether a page of this tenant, of the platform, or no page at all makes the request. */
    isFromPageOf(tenantId: string): boolean
  }
}

type Options = {
  /** Whether a page of this origin, which CORS allowed, may work with the data of this tenant. */
  serves: (origin: string, tenantId: string) => boolean
  /** Networks that operations of admins can be called from, as CIDR blocks [S52]. Left out: any. */
  adminNetworks?: readonly string[] | undefined
}

/** The tenant may call, from where it calls, and with the scope that the endpoint declares, or the request ends here. */
export function authorize(app: FastifyInstance, { serves, adminNetworks }: Options): void {
  const rules = new Map<string, ClaimsRule>()

  app.addHook('onRoute', ({ config }) => {
    const { id, access } = config?.endpoint ?? {}
    if (id && typeof access === 'object') rules.set(id, ruleOf(access, adminNetworks))
  })
  app.decorateRequest('isFromPageOf', function (tenantId) {
    const { origin } = this.headers
    return !origin || serves(origin, tenantId)
  })
  app.decorateRequest('requireTenantOrigin', function (tenantId) {
    if (this.isFromPageOf(tenantId)) return
    const { headers, log } = this
    const { origin } = headers
    log.warn({ event: 'origin.refused', reason: 'other-tenant', origin, tenant: tenantId }, 'origin refused')
    // The page caused this, not the visitor whose browser it uses, so the visitor gets no penalty.
    throw new ProblemError('origin-not-allowed', { blameless: true })
  })
  app.decorateRequest('isFromPlatform', function () {
    return this.isFromPageOf(noTenant)
  })
  app.decorateRequest('requirePlatformPage', function () {
    this.requireTenantOrigin(noTenant)
  })
  addLayer(app, request => {
    const { endpoint, principal } = request
    if (!endpoint || !principal) return
    refuseSuspended(request, principal)
    request.requireTenantOrigin(principal.tenantId)
    const rule = rules.get(endpoint.id)
    if (rule) checkRule(request, principal, rule)
    // An API key calls what one of its scopes opens. What belongs to a person, such as sessions, is not among that.
    else if (endpoint.access === 'signed-in' && principal.kind !== 'user') throw insufficientScope()
  })
}

/** No CORS origin serves it but those of the platform, which serve every tenant. */
const noTenant = '00000000-0000-0000-0000-000000000000'

/** An admin scope has to be backed by a second factor, and used from the right place [S61]. */
function ruleOf({ scope }: TokenRule, adminNetworks: Options['adminNetworks']): ClaimsRule {
  const rule = adminScopes.includes(scope) ? { scope, networks: adminNetworks, amr: ['otp'] } : { scope }
  assertClaimsRule(rule)
  return rule
}

/** What belongs to the person stays open: the account, its sessions, and the way to the person's other tenants. */
function refuseSuspended({ endpoint, tenant, log }: FastifyRequest, { tenantId }: Principal): void {
  if (!tenant?.suspended || endpoint?.access === 'signed-in') return
  log.warn({ event: 'tenant.refused', endpoint: endpoint?.id, tenant: tenantId }, 'tenant suspended')
  throw new ProblemError('tenant-suspended')
}

function checkRule({ endpoint, ip, log }: FastifyRequest, principal: Principal, rule: ClaimsRule): void {
  const claims = { scope: principal.scopes, amr: principal.kind === 'user' ? principal.amr : [] }
  const checked = checkClaims({ rule, claims, ip })
  if (!checked.ok) {
    const { reason } = checked
    log.warn(
      { event: 'access.refused', endpoint: endpoint?.id, reason, subject: principal.memberId, ip },
      'access refused',
    )
    throw refusals[reason](rule.scope as Scope)
  }
  if (rule.amr) requireRecentSecondFactor(principal)
}

/** A caller from outside the networks of an endpoint gets no hint about scopes or factors. */
const refusals: Record<Exclude<ClaimsResult, { ok: true }>['reason'], (scope: Scope) => ProblemError> = {
  network: () => new ProblemError('blocked'),
  scope: insufficientScope,
  'second-factor': strongerSignInRequired,
}
