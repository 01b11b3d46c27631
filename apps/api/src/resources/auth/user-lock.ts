import type { IdentityDb } from '@palisade/db'
import type { UserPrincipal } from '../../access/principal.ts'
import { invalidToken } from '../../http/access-problems.ts'
import { findEnabledUser, type User } from './session-store.ts'

/**
 * Reads an enabled user and locks the row until the transaction ends. A password, a code or a challenge is judged before
 * the transaction that acts on it; compare what was judged with the locked row, or a session could begin with a password
 * that has been changed meanwhile. Lock the user before other rows, so that no two transactions wait for each other.
 */
export async function lockUser(db: IdentityDb, tenantId: string, id: string): Promise<User | null> {
  await db.$queryRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return findEnabledUser(db, tenantId, id)
}

type SignedIn = Pick<UserPrincipal, 'tenantId' | 'userId' | 'sessionId' | 'membershipVersion'>

/**
 * Locks the signed-in user. The request was admitted by the claims of its access token alone.
 * @throws ProblemError `invalid-token` when the membership has changed or the session has ended since
 */
export async function lockSignedIn(db: IdentityDb, signedIn: SignedIn): Promise<User> {
  const { tenantId, userId, sessionId: id, membershipVersion } = signedIn
  const user = await lockUser(db, tenantId, userId)
  const isLive = await db.session.count({ where: { ...liveSessionsOf(signedIn), id } })
  if (!user || !isLive || user.membershipVersion !== membershipVersion) throw invalidToken()
  return user
}

export function liveSessionsOf({ tenantId, userId }: Pick<SignedIn, 'tenantId' | 'userId'>) {
  return { tenantId, userId, revokedAt: null, expiresAt: { gt: new Date() } }
}
