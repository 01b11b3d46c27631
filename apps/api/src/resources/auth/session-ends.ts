import type { IdentityDb } from '@palisade/db'
import type { User } from './session-store.ts'

/** Ends one session. Every node refuses its access tokens once the transaction has committed. */
export async function endSession(db: IdentityDb, { id, tenantId }: { id: string; tenantId: string }): Promise<void> {
  const { count } = await db.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } })
  if (count > 0) await db.announce({ what: 'session', tenantId, id })
}

/**
 * Ends the sessions of a user, all but `kept`, and outdates all access tokens and challenges.
 * @returns the new membership version, for a token that `kept` goes on with
 */
export async function endSessionsOf(db: IdentityDb, { tenantId, id }: User, kept?: string): Promise<number> {
  const live = { tenantId, userId: id, revokedAt: null, ...(kept && { id: { not: kept } }) }
  await db.session.updateMany({ where: live, data: { revokedAt: new Date() } })
  return outdateTokens(db, id)
}

/**
 * Makes every node refuse the access tokens and challenges that the user has been given, once the transaction has
 * committed. Sessions stay: the next refresh gets a token of the new membership version.
 * @returns the new membership version
 */
export async function outdateTokens(db: IdentityDb, userId: string): Promise<number> {
  const { tenantId, membershipVersion } = await db.user.update({
    where: { id: userId },
    data: { membershipVersion: { increment: 1 } },
    select: { tenantId: true, membershipVersion: true },
  })
  await db.announce({ what: 'member', tenantId, id: userId, membershipVersion })
  return membershipVersion
}
