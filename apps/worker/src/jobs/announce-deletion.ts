import type { JobDb, TenantJob, WorkerDatabase } from '@palisade/db'
import { composeDeletion } from '../mail/templates.ts'
import type { Mailer } from '../mail/transport.ts'

type Deps = { db: WorkerDatabase; mailer: Mailer; publicOrigin: string }

/** Tells one owner by mail that the tenant will be erased, and how to keep it. The job names the membership. */
export async function announceDeletion(
  { db, mailer, publicOrigin }: Deps,
  { tenantId, id }: TenantJob,
): Promise<{ sent: boolean; refused?: string }> {
  const notice = await db.forTenant(tenantId, tx => findNotice(tx, id))
  if (!notice) return { sent: false }
  return mailer.send(notice.email, composeDeletion(notice, publicOrigin))
}

/** @returns undefined when the deletion was cancelled, or when the member is no longer an owner */
async function findNotice(tx: JobDb, id: string) {
  const { tenantId } = tx
  const tenant = await tx.tenant.findFirst({
    where: { id: tenantId, state: 'deleting' },
    select: { name: true, eraseAfter: true },
  })
  const owner = await tx.membership.findFirst({
    where: { tenantId, id, role: 'owner', disabledAt: null },
    select: { user: { select: { email: true } } },
  })
  if (!tenant?.eraseAfter || !owner?.user) return undefined
  return { email: owner.user.email, tenant: tenant.name, eraseAfter: tenant.eraseAfter }
}
