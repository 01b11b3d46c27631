import type { IdentityDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { invalidToken } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { refreshCookie } from './cookies.ts'
import type { AuthDeps } from './deps.ts'
import { rotateRefreshToken } from './refresh-rotation.ts'
import { endSession } from './session-ends.ts'
import { type Client, findSession, findUser, subjectOf } from './session-store.ts'

/** The two endpoints that a refresh token opens. */
export function refreshHandlers({ db, responses }: AuthDeps): Handlers<'auth.refresh' | 'auth.sign-out'> {
  return {
    'auth.refresh': async (request, reply) => {
      const { token, client } = readRefreshToken(request)
      if (!token) throw new ProblemError('unauthenticated')
      const rotated = await db.forIdentity(async tx => {
        const rotation = await rotateRefreshToken(tx, token, {
          client,
          attemptId: request.body.attemptId,
          requireTenant: tenantId => request.requireTenantOrigin(tenantId),
        })
        if (rotation.ok) return { ...rotation, user: await findUser(tx, rotation.tenantId, rotation.userId) }
        if (rotation.reason === 'reuse') await endSession(tx, rotation.session)
        return rotation
      })
      if (!rotated.ok) {
        if (rotated.reason === 'reuse') {
          const { userId: subject, tenantId: tenant } = rotated.session
          logSecurityEvent(request, 'auth.refresh.reuse', { subject, tenant })
        } else {
          logSecurityEvent(request, 'auth.refresh.failed', { reason: rotated.reason })
        }
        if (client === 'cookie') refreshCookie.clear(reply)
        throw invalidToken()
      }
      logSecurityEvent(request, 'auth.refresh', subjectOf(rotated.user))
      return responses.refreshed(reply, rotated.user, rotated, client)
    },

    'auth.sign-out': async (request, reply) => {
      const { token, client } = readRefreshToken(request)
      const session = token && (await db.forIdentity(tx => endSessionOf(tx, request, token)))
      if (session) logSecurityEvent(request, 'auth.sign-out', { subject: session.userId, tenant: session.tenantId })
      // Not before the session has ended: without the cookie, a browser cannot try again after a failure.
      if (client === 'cookie') refreshCookie.clear(reply)
    },
  }
}

async function endSessionOf(db: IdentityDb, request: FastifyRequest, token: string) {
  const session = await findSession(db, token)
  if (!session) return undefined
  request.requireTenantOrigin(session.tenantId)
  await endSession(db, session)
  return session
}

function readRefreshToken(request: FastifyRequest): { token: string | undefined; client: Client } {
  const { refreshToken } = request.body as { refreshToken?: string }
  if (refreshToken) return { token: refreshToken, client: 'body' }
  return { token: refreshCookie.read(request), client: 'cookie' }
}
