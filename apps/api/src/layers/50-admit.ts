import { type ClassLimits, type Endpoint, type LimitClass, limitClasses } from '@palisade/contracts'
import { type AdmissionStore, type LimitStatus, rateLimitFields } from '@palisade/security/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createAdmissionRequests } from '../access/admission-requests.ts'
import type { TenantState } from '../access/tenant-states.ts'
import { addLayer } from '../http/layer.ts'
import { refuseByLimit } from '../http/limit-problem.ts'
import { ProblemError } from '../http/problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The remainder of each limit that admitted this request. */
    admitted: readonly LimitStatus[] | null
  }
}

type Options = {
  admission: AdmissionStore
  /** Answers at once, unless this node has never seen the tenant. */
  stateOf: (tenantId: string) => TenantState | Promise<TenantState>
  /** Default: the classes that the contracts declare. */
  classes?: Record<LimitClass, ClassLimits>
}

/** Checks every limit that applies, and whether the token was revoked, in one atomic call to the store. */
export function admit(app: FastifyInstance, { admission, stateOf, classes = limitClasses }: Options): void {
  app.decorateRequest('tenant', null)
  app.decorateRequest('admitted', null)

  const buildAdmissionRequest = createAdmissionRequests(classes)

  const check = async (
    request: FastifyRequest,
    reply: FastifyReply,
    endpoint: Endpoint,
    tenant: TenantState | null,
  ) => {
    request.tenant = tenant
    const admitted = await admission.admit(buildAdmissionRequest(request, endpoint))
    if (!admitted.ok) throw refuseByLimit(request, admitted)
    request.admitted = admitted.limits
    reply.headers(rateLimitFields(admitted.limits))
  }

  addLayer(app, 'admit', (request, reply) => {
    const { endpoint, principal } = request
    // Health checks must answer while the store is down. The edge and layer 15 limit these endpoints.
    if (!endpoint || endpoint.limit === 'system') return
    const state = principal && principal.kind !== 'operator' ? stateOf(principal.tenantId) : null
    if (!(state instanceof Promise)) return check(request, reply, endpoint, state)
    return state.then(
      tenant => check(request, reply, endpoint, tenant),
      error => refuseUnknown(request, error),
    )
  })
}

function refuseUnknown({ log, principal }: FastifyRequest, err: unknown): never {
  log.error({ event: 'tenant.unknown', tenant: principal?.tenantId, err }, 'tenant state unavailable')
  throw new ProblemError('unavailable')
}
