import type { IdentityDb } from '@palisade/db'

type SessionFilter = NonNullable<Parameters<IdentityDb['session']['updateMany']>[0]['where']>

/** Ends one session. Every node refuses its access tokens once the transaction has committed. */
export async function endSession(db: IdentityDb, { id, tenantId }: { id: string; tenantId: string }): Promise<void> {
  const { count } = await db.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } })
  if (count > 0) await db.announce({ what: 'session', tenantId, id })
}

/**
 * Ends the sessions of a user in all tenants, or those that `where` selects, and outdates all access tokens and challenges.
 * @returns the new membership version by member, for a token that another session goes on with
 */
export async function endSessions(db: IdentityDb, userId: string, where: SessionFilter = {}) {
  await db.session.updateMany({ where: { ...where, userId, revokedAt: null }, data: { revokedAt: new Date() } })
  return outdateTokens(db, userId)
}

/**
 * Makes every node refuse the access tokens and challenges that the user has been given in any tenant, once the transaction
 * has committed. Sessions stay: the next refresh gets a token of the new membership version.
 * @returns the new membership version by member
 */
export async function outdateTokens(db: IdentityDb, userId: string): Promise<ReadonlyMap<string, number>> {
  const memberships = await db.membership.updateManyAndReturn({
    where: { userId },
    data: { membershipVersion: { increment: 1 } },
    select: { id: true, tenantId: true, membershipVersion: true },
  })
  for (const membership of memberships) await db.announce({ what: 'member', ...membership })
  return new Map(memberships.map(({ id, membershipVersion }) => [id, membershipVersion]))
}
