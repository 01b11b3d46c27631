import { mostSessionsListed } from '@palisade/contracts'
import { invalidToken } from '../../http/access-problems.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import type { AuthDeps } from './deps.ts'
import { endSession, endSessionsOf } from './session-ends.ts'
import { liveSessionsOf, lockUser } from './user-lock.ts'

export function ownSessionHandlers({ db }: AuthDeps): Handlers<EndpointsOf<'sessions'>> {
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
      await db.forIdentity(async tx => {
        const session = await tx.session.findFirst({ where })
        if (!session) throw new ProblemError('not-found')
        await endSession(tx, session)
      })
      logSecurityEvent(request, 'session.ended', { object: id })
    },

    'sessions.end-all': async request => {
      const { tenantId, userId } = request.signedIn
      await db.forIdentity(async tx => {
        const user = await lockUser(tx, tenantId, userId)
        if (!user) throw invalidToken()
        await endSessionsOf(tx, user)
      })
      logSecurityEvent(request, 'session.all-ended')
    },
  }
}
