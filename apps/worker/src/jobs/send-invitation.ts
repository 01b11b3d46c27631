import { mailedInvitation, mayInvite, type Role } from '@palisade/contracts'
import type { JobDb, TenantJob, WorkerDatabase } from '@palisade/db'
import { createLinkToken } from '@palisade/security/credentials'
import { composeInvitation } from '../mail/templates.ts'
import type { Mailer } from '../mail/transport.ts'

type Deps = { db: WorkerDatabase; mailer: Mailer; publicOrigin: string }

/** Mails an invitation. As for other links, each attempt makes a new token, and an earlier one stops working. */
export async function sendInvitation(
  { db, mailer, publicOrigin }: Deps,
  { tenantId, id }: TenantJob,
): Promise<{ sent: boolean; refused?: string }> {
  const { token, hash } = createLinkToken()
  const invitation = await db.forTenant(tenantId, tx => prepareInvitation(tx, id, hash))
  if (!invitation) return { sent: false }
  const mail = composeInvitation(invitation, mailedInvitation(publicOrigin, token))
  const delivery = await mailer.send(invitation.email, mail)
  const data = delivery.sent ? { sentAt: new Date() } : { failedAt: new Date() }
  await db.forTenant(tenantId, tx => tx.invitation.updateMany({ where: { tenantId, id }, data }))
  return delivery
}

/**
 * Writes the hash of the token and reads what the mail says.
 * @returns undefined when there is nothing to send: the invitation is sent, accepted, revoked or expired, its inviter may no
 *   longer invite, or the tenant is suspended
 */
async function prepareInvitation(tx: JobDb, id: string, tokenHash: string) {
  const { tenantId } = tx
  const open = { tenantId, id, sentAt: null, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } }
  const select = { email: true, role: true, invitedBy: true } as const
  const invitation = await tx.invitation.findFirst({ where: open, select })
  const tenant = await tx.tenant.findFirst({ where: { id: tenantId, state: 'active' }, select: { name: true } })
  if (!invitation || !tenant) return undefined
  const role = invitation.role as Role
  const inviter = await tx.membership.findFirst({
    where: { tenantId, id: invitation.invitedBy, disabledAt: null },
    select: { role: true, user: { select: { email: true } } },
  })
  if (!inviter?.user || !mayInvite(inviter.role as Role, role)) return undefined
  const { count } = await tx.invitation.updateMany({ where: open, data: { tokenHash } })
  if (count === 0) return undefined
  return { email: invitation.email, role, tenant: tenant.name, inviter: inviter.user.email }
}
