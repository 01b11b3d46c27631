import type { RequestOf, ResponseOf, Role } from '@palisade/contracts'
import type { TenantDb, TenantReader } from '@palisade/db'
import { instant, readPage } from '../../http/pages.ts'
import { ProblemError } from '../../http/problem.ts'

/** What a tenant's transaction may read of a user: no password, no second factor. */
const columns = {
  id: true,
  tenantId: true,
  user: { select: { email: true, name: true } },
  role: true,
  membershipVersion: true,
  disabledAt: true,
  createdAt: true,
} as const

/** Service accounts are members too, and have endpoints of their own. */
const people = { userId: { not: null } } as const

export type MemberRow = Awaited<ReturnType<typeof listMembers>>['items'][number]

/** One page of the members, in the order in which they joined. */
export async function listMembers(db: TenantReader, query: RequestOf<'members.list'>['query']) {
  const { tenantId } = db
  const page = readPage(query, { sortedBy: { createdAt: instant }, defaultSort: 'createdAt' })
  const rows = await db.membership.findMany({
    where: { ...people, tenantId, removedAt: null, ...page.where },
    select: columns,
    orderBy: page.orderBy,
    take: page.take,
  })
  return page.cut(rows)
}

type Caller = { memberId: string; membershipVersion: number }

/**
 * Locks a member, the caller and every owner of the tenant: of two owners who demote each other at the same time, the second
 * sees what the first has done.
 * @throws ProblemError `access-changed` when the caller was demoted, disabled or removed while this waited for the lock
 */
export async function lockMember(db: TenantDb, id: string, { memberId, membershipVersion }: Caller) {
  const { tenantId } = db
  await db.$queryRaw`
    SELECT id FROM memberships
    WHERE tenant_id = ${tenantId}::uuid AND (id IN (${id}::uuid, ${memberId}::uuid) OR role = 'owner')
    ORDER BY id FOR NO KEY UPDATE`
  const asAdmitted = { tenantId, id: memberId, membershipVersion, disabledAt: null, removedAt: null }
  if ((await db.membership.count({ where: asAdmitted })) === 0) throw new ProblemError('access-changed')
  const member = await db.membership.findFirst({ where: { ...people, tenantId, id, removedAt: null }, select: columns })
  const otherOwners = await db.membership.count({
    where: { tenantId, role: 'owner', disabledAt: null, id: { not: id } },
  })
  return { member, otherOwners }
}

/** Changes the role or the state. Access tokens of before are refused on every node from then on. */
export async function changeMember(
  db: TenantDb,
  id: string,
  wanted: { role: Role; disabled: boolean },
): Promise<MemberRow> {
  const { tenantId } = db
  const member = await db.membership.update({
    where: { tenantId_id: { tenantId, id } },
    data: {
      role: wanted.role,
      disabledAt: wanted.disabled ? new Date() : null,
      membershipVersion: { increment: 1 },
    },
    select: columns,
  })
  await db.announce({ what: 'member', tenantId, id, membershipVersion: member.membershipVersion })
  return member
}

/** What ended with a member's access: the ids of API keys and of invitations. */
export type EndedAccess = { keys: string[]; invitations: string[] }

/** Removes a member. The row stays, since orders and their history name it. */
export async function removeMember(db: TenantDb, id: string): Promise<EndedAccess> {
  const { tenantId } = db
  const now = new Date()
  const { membershipVersion } = await db.membership.update({
    where: { tenantId_id: { tenantId, id } },
    data: { removedAt: now, disabledAt: now, membershipVersion: { increment: 1 } },
    select: { membershipVersion: true },
  })
  await db.orderFilter.deleteMany({ where: { tenantId, memberId: id } })
  await db.announce({ what: 'member', tenantId, id, membershipVersion })
  return endAccess(db, id)
}

/**
 * Closes the tenant to a member's present sessions, and revokes the member's own API keys and invitations. None of them
 * works again when the member is enabled. Keys that the member made for service accounts belong to the tenant and stay.
 */
export async function endAccess(db: TenantDb, id: string): Promise<EndedAccess> {
  const { tenantId } = db
  await db.endSessions(id)
  const invitations = await revokeInvitations(db, { invitedBy: id })
  const live = { tenantId, createdBy: id, serviceAccountId: null, revokedAt: null }
  const data = { revokedAt: new Date() }
  const keys = await db.apiKey.updateManyAndReturn({ where: live, data, select: { id: true } })
  return { keys: keys.map(key => key.id), invitations }
}

/**
 * Revokes open invitations: those by a member who is disabled, removed or demoted, and those to a member who is changed. They
 * must not be a way back in after the next change.
 * @returns their ids
 */
export async function revokeInvitations(
  db: TenantDb,
  which: { invitedBy: string } | { email: string },
): Promise<string[]> {
  const revoked = await db.invitation.updateManyAndReturn({
    where: { tenantId: db.tenantId, acceptedAt: null, revokedAt: null, ...which },
    data: { revokedAt: new Date() },
    select: { id: true },
  })
  return revoked.map(({ id }) => id)
}

/** The person of a row that was read as one of `people`. */
export function personOf({ user }: Pick<MemberRow, 'user'>) {
  if (!user) throw new Error('a service account has no person')
  return user
}

export function describeMember(row: MemberRow): ResponseOf<'members.change'> {
  const { id, role, disabledAt, createdAt } = row
  const { email, name } = personOf(row)
  return {
    id,
    email,
    name,
    role: role as Role,
    disabled: disabledAt !== null,
    createdAt: createdAt.toISOString(),
  }
}
