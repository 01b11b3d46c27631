import type { IdentityDb } from '@palisade/db'
import type { Member } from './member.ts'

/** Ends one session. Every node refuses its access tokens once the transaction has committed. */
export async function endSession(db: IdentityDb, { id, tenantId }: { id: string; tenantId: string }): Promise<void> {
  const { count } = await db.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } })
  if (count > 0) await db.announce({ what: 'session', tenantId, id })
}

/**
 * Ends the sessions of a user in all tenants, except `kept`, and invalidates all access tokens and challenges.
 * @returns the new membership version by member, for a token of the session that is kept
 */
export async function endSessions(db: IdentityDb, userId: string, kept?: string) {
  const ended = { userId, revokedAt: null, ...(kept && { id: { not: kept } }) }
  await db.session.updateMany({ where: ended, data: { revokedAt: new Date() } })
  return outdateTokens(db, { userId })
}

/** Ends the sessions that were last used with the member's tenant, and closes the tenant to all other present sessions. */
export async function closeTenant(db: IdentityDb, { id, userId, tenantId }: Member): Promise<void> {
  await db.session.updateMany({ where: { userId, tenantId, revokedAt: null }, data: { revokedAt: new Date() } })
  await db.$queryRaw`UPDATE memberships SET sessions_after = clock_timestamp() WHERE id = ${id}::uuid`
  await outdateTokens(db, { id })
}

/**
 * Makes every node refuse the access tokens and challenges that a user has been given in any tenant, or one member in its
 * tenant, once the transaction has committed. Sessions stay: the next refresh gets a token of the new membership version.
 * @returns the new membership version by member
 */
export async function outdateTokens(
  db: IdentityDb,
  where: { userId: string } | { id: string },
): Promise<ReadonlyMap<string, number>> {
  const memberships = await db.membership.updateManyAndReturn({
    where: { ...where, removedAt: null },
    data: { membershipVersion: { increment: 1 } },
    select: { id: true, tenantId: true, membershipVersion: true },
  })
  for (const membership of memberships) await db.announce({ what: 'member', ...membership })
  return new Map(memberships.map(({ id, membershipVersion }) => [id, membershipVersion]))
}
