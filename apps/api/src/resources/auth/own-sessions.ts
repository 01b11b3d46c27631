import { mostSessions } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { invalidToken } from '../../http/access-problems.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit, byMember } from '../../observability/audit.ts'
import { auditPerson } from './audit-person.ts'
import type { AuthDeps } from './deps.ts'
import { findMember } from './member.ts'
import { closeTenant, endSession, endSessions } from './session-ends.ts'
import { liveSessionsOf, lockMember } from './user-lock.ts'

/** A tenant's own page lists only the sessions that were last used with its tenant, and ends nothing of other tenants. */
export function ownSessionHandlers({ db }: AuthDeps): Handlers<EndpointsOf<'sessions'>> {
  return {
    'sessions.list': async request => {
      const sessions = await db.forIdentity(async tx =>
        tx.session.findMany({
          where: await visibleSessions(tx, request),
          orderBy: { lastUsedAt: 'desc' },
          take: mostSessions,
        }),
      )
      const items = sessions.map(({ id, createdAt, lastUsedAt, userAgent }) => ({
        id,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt.toISOString(),
        userAgent,
        current: id === request.signedIn.sessionId,
      }))
      return { items }
    },

    'sessions.end': async request => {
      const { sessionId: id } = request.params
      await db.forIdentity(async tx => {
        const session = await tx.session.findFirst({ where: { ...(await visibleSessions(tx, request)), id } })
        if (!session) throw new ProblemError('not-found')
        await endSession(tx, session)
        const { memberId, tenantId } = session
        audit(request, tx, 'session.ended', { object: id, by: byMember({ id: memberId, tenantId }) })
      })
    },

    'sessions.end-all': async request => {
      const { tenantId, memberId } = request.signedIn
      await db.forIdentity(async tx => {
        const member = await lockMember(tx, tenantId, memberId)
        if (!member) throw invalidToken()
        if (!request.isFromPlatform()) {
          await closeTenant(tx, member)
          return audit(request, tx, 'session.all-ended', { object: member.id })
        }
        await endSessions(tx, member.userId)
        return auditPerson(request, tx, member.userId, 'session.all-ended')
      })
    },
  }
}

async function visibleSessions(db: IdentityDb, request: FastifyRequest) {
  const { tenantId, memberId } = request.signedIn
  const { userId } = await findMember(db, tenantId, memberId)
  const memberships = await db.membership.findMany({ where: { userId }, select: { tenantId: true } })
  const tenants = memberships.map(membership => membership.tenantId)
  return { ...liveSessionsOf({ userId }), tenantId: { in: tenants.filter(tenant => request.isFromPageOf(tenant)) } }
}
