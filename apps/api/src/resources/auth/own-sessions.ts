import { mostSessionsListed } from '@palisade/contracts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import type { AuthDeps } from './deps.ts'

type SessionEndpoints = 'sessions.list' | 'sessions.end' | 'sessions.end-all'

export function ownSessionHandlers({ db, revocation }: AuthDeps): Handlers<SessionEndpoints> {
  return {
    'sessions.list': async ({ signedIn }) => {
      const sessions = await db.forIdentity(tx =>
        tx.session.findMany({
          where: liveSessionsOf(signedIn),
          orderBy: { lastUsedAt: 'desc' },
          take: mostSessionsListed,
        }),
      )
      const items = sessions.map(({ id, createdAt, lastUsedAt, userAgent }) => ({
        id,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt.toISOString(),
        userAgent,
        current: id === signedIn.sessionId,
      }))
      return { items }
    },

    'sessions.end': async request => {
      const { sessionId: id } = request.params
      const where = { ...liveSessionsOf(request.signedIn), id }
      const session = await db.forIdentity(tx => tx.session.findFirst({ where }))
      if (!session) throw new ProblemError('not-found')
      await revocation.endSession(id)
      logSecurityEvent(request, 'session.ended', { object: id })
    },

    'sessions.end-all': async request => {
      const { tenantId, userId } = request.signedIn
      await revocation.endSessionsOf(tenantId, userId)
      logSecurityEvent(request, 'session.all-ended')
    },
  }
}

function liveSessionsOf({ tenantId, userId }: { tenantId: string; userId: string }) {
  return { tenantId, userId, revokedAt: null, expiresAt: { gt: new Date() } }
}
