import { randomUUIDv7 } from 'node:crypto'
import { mayInvite, mostMemberships, type Role } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import { hashLinkToken } from '@palisade/security/credentials'
import { requireRoomForMember } from '../../http/plan-maxima.ts'
import { ProblemError } from '../../http/problem.ts'
import { findEnabledMember, type Member } from './member.ts'

export type Invitation = NonNullable<Awaited<ReturnType<typeof findOpen>>>

function findOpen(db: IdentityDb, token: string) {
  return db.invitation.findFirst({
    where: { tokenHash: hashLinkToken(token), acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
    select: { id: true, tenantId: true, email: true, role: true, invitedBy: true, createdAt: true, tenant: true },
  })
}

/**
 * The open invitation of a token. It works only while the member who made it still may invite to that role: otherwise a
 * member who is disabled or demoted could prepare a way back in.
 * @throws ProblemError `link-expired`, `tenant-suspended`
 */
export async function findInvitation(db: IdentityDb, token: string): Promise<Invitation> {
  const invitation = await findOpen(db, token)
  if (!invitation) throw new ProblemError('link-expired')
  const { tenantId, invitedBy, role, tenant } = invitation
  if (tenant.state !== 'active') throw new ProblemError('tenant-suspended')
  const inviter = await findEnabledMember(db, tenantId, invitedBy)
  if (!inviter || !mayInvite(inviter.role as Role, role as Role)) throw new ProblemError('link-expired')
  return invitation
}

/**
 * Marks an invitation as accepted. Call it in the transaction that makes the person a member, after locking the user, if the
 * person has an account. Of two requests with the same token, one succeeds.
 * @param userId who joins, if the person has an account
 * @throws ProblemError `link-expired`, `tenant-suspended`
 */
export async function redeemInvitation(db: IdentityDb, token: string, userId?: string): Promise<Invitation> {
  const { tenantId, invitedBy } = await findInvitation(db, token)
  // A later change of the inviter waits until this transaction ends; the second check sees an earlier one. Changes of members
  // lock them in the order of their ids as well, so that no two transactions wait for each other.
  await db.$queryRaw`
    SELECT 1 FROM memberships
    WHERE tenant_id = ${tenantId}::uuid AND (id = ${invitedBy}::uuid OR user_id = ${userId ?? null}::uuid)
    ORDER BY id FOR NO KEY UPDATE`
  const invitation = await findInvitation(db, token)
  const { count } = await db.invitation.updateMany({
    where: { id: invitation.id, tokenHash: hashLinkToken(token), acceptedAt: null, revokedAt: null },
    data: { acceptedAt: new Date() },
  })
  if (count === 0) throw new ProblemError('link-expired')
  return invitation
}

/** Makes a person a member, or enables a disabled or removed member again. Earlier sessions stay closed. */
export async function join(db: IdentityDb, invitation: Invitation, userId: string): Promise<Member> {
  const { tenantId, role } = invitation
  const memberships = await db.membership.findMany({ where: { userId, OR: [{ tenantId }, { removedAt: null }] } })
  const found = memberships.find(membership => membership.tenantId === tenantId)
  const others = memberships.filter(membership => membership.tenantId !== tenantId)
  if (others.length >= mostMemberships) throw new ProblemError('too-many-memberships')
  if (!found || found.removedAt) await requireRoomForMember(db, tenantId)
  const id = found?.id ?? randomUUIDv7()
  if (!found) await db.membership.createMany({ data: { id, tenantId, userId, role } })
  else await letIn(db, found, invitation)
  const member = await findEnabledMember(db, tenantId, id)
  if (!member) throw new ProblemError('access-changed')
  return member
}

/** Changes nothing for an active member, nor by an invitation that is older than the disabling of the member. */
async function letIn(
  db: IdentityDb,
  { id, tenantId }: { id: string; tenantId: string },
  { role, createdAt }: Invitation,
): Promise<void> {
  const [changed] = await db.membership.updateManyAndReturn({
    where: { id, disabledAt: { lt: createdAt } },
    data: { role, disabledAt: null, removedAt: null, membershipVersion: { increment: 1 } },
    select: { membershipVersion: true },
  })
  if (changed) await db.announce({ what: 'member', tenantId, id, ...changed })
}
