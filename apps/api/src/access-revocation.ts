import { clockToleranceMs, type Scope, sessionLifetimes } from '@palisade/contracts'
import type { Database, IdentityDb } from '@palisade/db'
import type { AdmissionStore } from '@palisade/security/rate-limit'

/** As long as a token can live, with the difference of clocks that its verifier tolerates. */
const forMs = sessionLifetimes.accessTokenMs + clockToleranceMs

type Member = { id: string; tenantId: string; membershipVersion: number }

/** Makes access tokens and API keys stop working on every node with the next request, and not only when they expire. */
export function createAccessRevocation({ db, admission }: { db: Database; admission: AdmissionStore }) {
  const ofSessions = (ids: readonly string[]) =>
    Promise.all(ids.map(sessionId => admission.revoke({ sessionId }, { forMs })))

  async function endApiKeys(tenantId: string, ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map(jti => admission.revoke({ jti }, { forMs })))
    await db.forTenant(tenantId, tx =>
      tx.apiKey.updateMany({ where: { tenantId, id: { in: [...ids] } }, data: { revokedAt: new Date() } }),
    )
  }

  return {
    /** What was issued before the role, the state or the second factor of a member changed. */
    ofOlderMemberships: ({ id: subject, tenantId, membershipVersion: belowMembershipVersion }: Member) =>
      admission.revoke({ subject, tenantId, belowMembershipVersion }, { forMs }),

    /** Ends the API keys of a member that hold more than the member now may. */
    async endApiKeysBeyond(member: Member, allowed: readonly Scope[]): Promise<string[]> {
      const { id: createdBy, tenantId } = member
      const keys = await db.readForTenant(tenantId, tx =>
        tx.apiKey.findMany({ where: { tenantId, createdBy, revokedAt: null }, select: { id: true, scopes: true } }),
      )
      const ids = keys.filter(key => !key.scopes.every(scope => allowed.includes(scope as Scope))).map(key => key.id)
      await endApiKeys(tenantId, ids)
      return ids
    },

    endApiKeys,

    /** Ends one session. Here as below the tokens go first: when the store is away, it can be tried again as a whole. */
    async endSession(id: string): Promise<void> {
      await ofSessions([id])
      await db.forIdentity(tx => endRows(tx, [id]))
    },

    /** Ends every session of a user. */
    async endSessionsOf(tenantId: string, userId: string): Promise<void> {
      const live = await db.forIdentity(tx =>
        tx.session.findMany({
          where: { tenantId, userId, revokedAt: null, expiresAt: { gt: new Date() } },
          select: { id: true },
        }),
      )
      const ids = live.map(session => session.id)
      await ofSessions(ids)
      await db.forIdentity(tx => endRows(tx, ids))
    },
  }
}

export type AccessRevocation = ReturnType<typeof createAccessRevocation>

async function endRows(db: IdentityDb, ids: readonly string[]): Promise<void> {
  await db.session.updateMany({ where: { id: { in: [...ids] }, revokedAt: null }, data: { revokedAt: new Date() } })
}
