import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { type OriginDeps, originHandlers } from './own-origins.ts'

export function tenantHandlers(deps: OriginDeps): Handlers<EndpointsOf<'tenant'>> {
  return {
    ...originHandlers(deps),

    'tenant.read': async request => {
      const { id, slug, name } = await request.readInTenant(db =>
        db.tenant.findFirstOrThrow({ where: { id: request.caller.tenantId } }),
      )
      // The admission of this request has read the counters already.
      const limits = (request.admitted ?? [])
        .filter(({ key }) => key === id)
        .map(({ policy: { name, limit }, remaining, resetMs }) => {
          return { name, limit, remaining, resetsAt: new Date(Date.now() + resetMs).toISOString() }
        })
      return { id, slug, name, tier: request.tenant?.tier ?? 'free', limits }
    },
  }
}
