import { tenantDeletion } from '@palisade/contracts'
import type { TenantDb } from '@palisade/db'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError, refuseField } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'

/** Deletion closes the tenant and waits; a worker erases it (apps/worker/src/jobs/erase-tenants.ts). */
export function deletionHandlers(): Handlers<'tenant.request-deletion' | 'tenant.cancel-deletion'> {
  return {
    'tenant.request-deletion': async request => {
      const { tenantId: id } = request.caller
      const eraseAfter = new Date(Date.now() + tenantDeletion.waitMs)
      await request.inTenant(async db => {
        const { slug } = await db.tenant.findFirstOrThrow({ where: { id }, select: { slug: true } })
        if (request.body.slug !== slug) throw refuseField('validation-failed', 'body', '/slug', 'is another one')
        const data = { state: 'deleting', eraseAfter }
        const { count } = await db.tenant.updateMany({ where: { id, state: 'active' }, data })
        if (count === 0) throw new ProblemError('tenant-deleting')
        await db.announce({ what: 'tenant', id })
        await queueMails(db)
        audit(request, db, 'tenant.deletion-requested', { object: id })
      })
      return { eraseAfter: eraseAfter.toISOString() }
    },

    'tenant.cancel-deletion': async request => {
      const { tenantId: id } = request.caller
      await request.inTenant(async db => {
        const data = { state: 'active', eraseAfter: null }
        const { count } = await db.tenant.updateMany({ where: { id, state: 'deleting' }, data })
        if (count === 0) throw new ProblemError('not-being-deleted')
        await db.announce({ what: 'tenant', id })
        audit(request, db, 'tenant.deletion-cancelled', { object: id })
      })
    },
  }
}

/** A mail to each owner: one of them may not agree. */
async function queueMails(db: TenantDb): Promise<void> {
  const where = { tenantId: db.tenantId, role: 'owner', disabledAt: null }
  for (const { id } of await db.membership.findMany({ where, select: { id: true } })) {
    await db.queueJob('tenants.announce-deletion', id)
  }
}
