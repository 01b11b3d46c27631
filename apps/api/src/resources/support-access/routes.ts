import { randomUUIDv7 } from 'node:crypto'
import { type ResponseOf, shownImpersonations } from '@palisade/contracts'
import type { TenantDb, TenantReader } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { audit } from '../../observability/audit.ts'

const hourMs = 3_600_000

/** An owner lets an operator of the platform act in the tenant, sees when operators did, and ends it. */
export function supportAccessHandlers(): Handlers<EndpointsOf<'support-access'>> {
  return {
    'support-access.read': request => request.readInTenant(readSupportAccess),

    'support-access.allow': request =>
      request.inTenant(async tx => {
        await tx.lockCount('supportAccess')
        await endOpen(request, tx, 'replaced')
        const id = randomUUIDv7()
        const expiresAt = new Date(Date.now() + request.body.forHours * hourMs)
        const { memberId } = request.caller
        const { tenantId } = tx
        await tx.supportAccess.createMany({ data: { id, tenantId, memberId, expiresAt } })
        audit(request, tx, 'support-access.allowed', { object: id })
        return readSupportAccess(tx)
      }),

    'support-access.end': async request => {
      await request.inTenant(async tx => {
        await tx.lockCount('supportAccess')
        await endOpen(request, tx, 'ended')
      })
    },
  }
}

/**
 * Each statement of an operator asks the database whether the permission still holds. Nodes also refuse the tokens before they
 * ask it, as they do those of a session that has ended.
 */
async function endOpen(request: FastifyRequest, tx: TenantDb, reason: 'ended' | 'replaced'): Promise<void> {
  const where = { tenantId: tx.tenantId, endedAt: null }
  const open = await tx.supportAccess.findMany({ where, select: { id: true, expiresAt: true } })
  await tx.supportAccess.updateMany({ where, data: { endedAt: new Date() } })
  for (const { id: object } of open) audit(request, tx, 'support-access.ended', { object, reason })
  const acting = await tx.impersonation.findMany({
    where: { tenantId: tx.tenantId, supportAccessId: { in: open.map(({ id }) => id) }, endedAt: null },
    select: { id: true },
  })
  for (const { id } of acting) await tx.announce({ what: 'session', tenantId: tx.tenantId, id })
}

type Reader = Pick<TenantReader, 'supportAccess' | 'impersonation' | 'tenantId'>

async function readSupportAccess({
  supportAccess,
  impersonation,
  tenantId,
}: Reader): Promise<ResponseOf<'support-access.read'>> {
  const now = new Date()
  const allowed = await supportAccess.findFirst({ where: { tenantId, endedAt: null, expiresAt: { gt: now } } })
  const rows = await impersonation.findMany({
    where: { tenantId },
    select: { id: true, operatorId: true, reason: true, startedAt: true, endedAt: true, supportAccess: true },
    orderBy: { startedAt: 'desc' },
    take: shownImpersonations,
  })
  return {
    allowed: allowed && {
      id: allowed.id,
      since: allowed.createdAt.toISOString(),
      until: allowed.expiresAt.toISOString(),
      allowedBy: allowed.memberId,
    },
    impersonations: rows.map(({ supportAccess: { endedAt, expiresAt }, startedAt, ...row }) => ({
      id: row.id,
      operatorId: row.operatorId,
      reason: row.reason,
      startedAt: startedAt.toISOString(),
      // It ended with the permission, if not before.
      endedAt: (row.endedAt ?? endedAt ?? (expiresAt < now ? expiresAt : null))?.toISOString() ?? null,
    })),
  }
}
