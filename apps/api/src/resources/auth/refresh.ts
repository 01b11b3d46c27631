import type { IdentityDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { invalidToken } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { refreshCookie } from './cookies.ts'
import type { AuthDeps } from './deps.ts'
import { findMembersOf, type Member, subjectOf } from './member.ts'
import { chooseMember } from './memberships.ts'
import { rotateRefreshToken, type SessionRow } from './refresh-rotation.ts'
import { endSession } from './session-ends.ts'
import { type Client, findSession } from './session-store.ts'

/** The two endpoints that a refresh token opens. */
export function refreshHandlers({ db, responses }: AuthDeps): Handlers<'auth.refresh' | 'auth.sign-out'> {
  return {
    'auth.refresh': async (request, reply) => {
      const { token, client } = readRefreshToken(request)
      if (!token) throw new ProblemError('unauthenticated')
      const { attemptId, tenantId } = request.body
      const rotated = await db.forIdentity(async tx => {
        const choose = (session: SessionRow) => chooseFor(tx, request, session, tenantId)
        const rotation = await rotateRefreshToken(tx, token, {
          client,
          attemptId,
          choose,
          moves: request.isFromPlatform(),
        })
        if (!rotation.ok && rotation.reason === 'reuse') {
          request.requireTenantOrigin(rotation.session.tenantId)
          await endSession(tx, rotation.session)
        }
        return rotation
      })
      if (!rotated.ok) {
        if (rotated.reason === 'reuse') {
          const { memberId: subject, tenantId: tenant } = rotated.session
          logSecurityEvent(request, 'auth.refresh.reuse', { subject, tenant })
        } else {
          logSecurityEvent(request, 'auth.refresh.failed', { reason: rotated.reason })
        }
        if (client === 'cookie') refreshCookie.clear(reply)
        throw invalidToken()
      }
      logSecurityEvent(request, 'auth.refresh', subjectOf(rotated.member))
      return responses.refreshed(reply, rotated.member, rotated, client)
    },

    'auth.sign-out': async (request, reply) => {
      const { token, client } = readRefreshToken(request)
      const session = token && (await db.forIdentity(tx => endSessionOf(tx, request, token)))
      if (session) logSecurityEvent(request, 'auth.sign-out', { subject: session.memberId, tenant: session.tenantId })
      // Not before the session has ended: without the cookie, a browser cannot try again after a failure.
      if (client === 'cookie') refreshCookie.clear(reply)
    },
  }
}

/**
 * Without a tenant the session keeps its own, or ends: a person who was disabled there must not go on in another tenant
 * without noticing. Only a page of another tenant gets a token for its own tenant.
 */
async function chooseFor(
  db: IdentityDb,
  request: FastifyRequest,
  session: SessionRow,
  tenantId: string | undefined,
): Promise<Member> {
  const members = await findMembersOf(db, session.userId, session)
  const keepsTenant = !tenantId && request.isFromPageOf(session.tenantId)
  const candidates = keepsTenant ? members.filter(({ id }) => id === session.memberId) : members
  const chosen = chooseMember(request, candidates, tenantId)
  if (chosen) return chosen
  request.requireTenantOrigin(session.tenantId)
  throw invalidToken()
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
