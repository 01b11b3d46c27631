import { clockToleranceMs, sessionLifetimes } from '@palisade/contracts'
import type { Database, IdentityDb } from '@palisade/db'
import type { AdmissionStore } from '@palisade/security/rate-limit'

/** As long as a token can live, with the difference of clocks that its verifier tolerates. */
const forMs = sessionLifetimes.accessTokenMs + clockToleranceMs

type LiveSessions = { tenantId: string; userId: string; revokedAt: null; expiresAt: { gt: Date } }

/** Makes the access tokens of sessions stop working on every node with the next request, and not only when they expire. */
export function createAccessRevocation({ db, admission }: { db: Database; admission: AdmissionStore }) {
  const ofSessions = (ids: readonly string[]) =>
    Promise.all(ids.map(sessionId => admission.revoke({ sessionId }, { forMs })))

  return {
    /** Ends one session. Here as below the tokens go first: when the store is away, it can be tried again as a whole. */
    async endSession(id: string): Promise<void> {
      await ofSessions([id])
      await db.forIdentity(tx => endRows(tx, [id]))
    },

    /** Ends the live sessions of a user but one. Without the store it throws, and the caller's transaction ends nothing. */
    async endOtherSessions(tx: IdentityDb, live: LiveSessions, kept: string): Promise<void> {
      const others = await tx.session.findMany({ where: { ...live, id: { not: kept } }, select: { id: true } })
      const ids = others.map(({ id }) => id)
      await endRows(tx, ids)
      await ofSessions(ids)
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
