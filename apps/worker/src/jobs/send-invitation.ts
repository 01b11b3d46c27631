import { mailedInvitation, type Role } from '@palisade/contracts'
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
  const { email, tenant, role } = invitation
  const mail = composeInvitation({ tenant: tenant.name, role }, mailedInvitation(publicOrigin, token))
  const delivery = await mailer.send(email, mail)
  if (!delivery.sent) return delivery
  // Not of an invitation that was to be sent again meanwhile: its next job has written another token.
  const sent = { tenantId, id, tokenHash: hash }
  await db.forTenant(tenantId, tx => tx.invitation.updateMany({ where: sent, data: { sentAt: new Date() } }))
  return delivery
}

/** @returns undefined when there is nothing to send: it is sent, accepted or revoked, or has expired */
async function prepareInvitation(tx: JobDb, id: string, tokenHash: string) {
  const { tenantId } = tx
  const open = { tenantId, id, sentAt: null, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } }
  const { count } = await tx.invitation.updateMany({ where: open, data: { tokenHash } })
  if (count === 0) return undefined
  const { email, role } = await tx.invitation.findFirstOrThrow({
    where: { tenantId, id },
    select: { email: true, role: true },
  })
  const tenant = await tx.tenant.findFirstOrThrow({ where: { id: tenantId }, select: { name: true } })
  return { email, role: role as Role, tenant }
}
