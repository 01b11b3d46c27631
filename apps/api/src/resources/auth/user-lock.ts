import type { IdentityDb } from '@palisade/db'
import type { UserPrincipal } from '../../access/principal.ts'
import { invalidToken } from '../../http/access-problems.ts'
import { findEnabledMember, type Member } from './member.ts'

/**
 * Reads an enabled member and locks user and membership until the transaction ends. Passwords, codes and challenges are checked
 * before the transaction that acts on them; compare what was checked with the locked rows, or a session could begin with a
 * password that has been changed meanwhile. Lock the user before other rows, so that no two transactions wait for each other:
 * the subquery runs first.
 */
export async function lockMember(db: IdentityDb, tenantId: string, id: string): Promise<Member | null> {
  await db.$queryRaw`
    WITH locked AS MATERIALIZED (
      SELECT id FROM users WHERE id = (SELECT user_id FROM memberships WHERE id = ${id}::uuid) FOR NO KEY UPDATE
    )
    SELECT 1 FROM memberships WHERE id = ${id}::uuid AND user_id IN (SELECT id FROM locked) FOR NO KEY UPDATE`
  return findEnabledMember(db, tenantId, id)
}

/** Locks a user until the transaction ends. */
export async function lockUser(db: IdentityDb, id: string): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR NO KEY UPDATE`
}

type SignedIn = Pick<UserPrincipal, 'tenantId' | 'memberId' | 'sessionId' | 'membershipVersion'>

/**
 * Locks the signed-in user. The request was admitted only by the claims of its access token.
 * @throws ProblemError `invalid-token` when the membership has changed or the session has ended since
 */
export async function lockSignedIn(db: IdentityDb, signedIn: SignedIn): Promise<Member> {
  const { tenantId, memberId, sessionId: id, membershipVersion } = signedIn
  const member = await lockMember(db, tenantId, memberId)
  if (!member || member.membershipVersion !== membershipVersion) throw invalidToken()
  if (!(await db.session.count({ where: { ...liveSessionsOf(member), id } }))) throw invalidToken()
  return member
}

export function liveSessionsOf({ userId }: Pick<Member, 'userId'>) {
  return { userId, revokedAt: null, expiresAt: { gt: new Date() } }
}
