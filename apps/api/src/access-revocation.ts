import { sessionLifetimes } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import type { AdmissionStore } from '@palisade/security/rate-limit'

/** As long as a token can live, with the difference of clocks that its verifier tolerates. */
const forMs = sessionLifetimes.accessTokenMs + 5_000

type Member = { id: string; tenantId: string; membershipVersion: number }

/** Makes access tokens stop working on every node with the next request, and not only when they expire. */
export function createAccessRevocation({ db, admission }: { db: Database; admission: AdmissionStore }) {
  const ofSessions = (ids: readonly string[]) =>
    Promise.all(ids.map(sessionId => admission.revoke({ sessionId }, { forMs })))

  return {
    ofSessions,

    /** What was issued before the role or the state of a member changed. */
    ofOlderMemberships: ({ id: subject, tenantId, membershipVersion: belowMembershipVersion }: Member) =>
      admission.revoke({ subject, tenantId, belowMembershipVersion }, { forMs }),

    /** Ends every session of a user. The tokens go first: when the store is away, it can be tried again as a whole. */
    async endSessionsOf(tenantId: string, userId: string): Promise<void> {
      const live = await db.forIdentity(tx =>
        tx.session.findMany({
          where: { tenantId, userId, revokedAt: null, expiresAt: { gt: new Date() } },
          select: { id: true },
        }),
      )
      const ids = live.map(session => session.id)
      await ofSessions(ids)
      await db.forIdentity(tx => tx.session.updateMany({ where: { id: { in: ids } }, data: { revokedAt: new Date() } }))
    },
  }
}

export type AccessRevocation = ReturnType<typeof createAccessRevocation>
