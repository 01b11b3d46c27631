import type { Tier } from '@palisade/contracts'
import { describeLimit } from '../../http/describe-limit.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { requireVersion } from '../../http/if-match.ts'
import { describePlanUse } from '../../http/plan-maxima.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'
import { deletionHandlers } from './deletion.ts'
import { exportHandlers } from './export.ts'
import { logoHandlers } from './logo.ts'
import { type OriginDeps, originHandlers } from './own-origins.ts'

export function tenantHandlers(deps: OriginDeps): Handlers<EndpointsOf<'tenant'>> {
  return {
    ...originHandlers(deps),
    ...logoHandlers(),
    ...deletionHandlers(),
    ...exportHandlers(),

    'tenant.read': async request => {
      const { tenantId } = request.caller
      return request.readInTenant(async db => {
        const row = await db.tenant.findFirstOrThrow({ where: { id: tenantId } })
        // The admission of this request has read the counters already.
        const limits = (request.admitted ?? []).filter(({ key }) => key === tenantId).map(describeLimit)
        const tenant = describeTenant(row)
        return { ...tenant, limits, maxima: await describePlanUse(db, tenant.tier) }
      })
    },

    'tenant.change': async request => {
      const { tenantId: id } = request.caller
      const { name, color } = request.body
      const changed = await request.inTenant(async db => {
        const { version } = await db.tenant.findFirstOrThrow({ where: { id }, select: { version: true } })
        requireVersion(request, version)
        const data = { ...(name !== undefined && { name }), ...(color !== undefined && { color: color || null }) }
        // Of two changes at the same time, the second one finds another version.
        const [row] = await db.tenant.updateManyAndReturn({
          where: { id, version },
          data: { ...data, version: { increment: 1 } },
        })
        if (!row) throw new ProblemError('precondition-failed')
        if (name !== undefined) audit(request, db, 'tenant.renamed', { object: id })
        if (color !== undefined) audit(request, db, 'tenant.branding-changed', { object: id, what: 'color' })
        return row
      })
      return describeTenant(changed)
    },
  }
}

type Row = {
  id: string
  slug: string
  name: string
  tier: string
  color: string | null
  logoHash: string | null
  version: number
}

function describeTenant({ id, slug, name, tier, color, logoHash: logo, version }: Row) {
  return { id, slug, name, tier: tier as Tier, color, logo, version }
}
