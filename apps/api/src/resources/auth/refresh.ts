import type { Role } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { invalidToken } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit, byMember, bySystem } from '../../observability/audit.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { refreshCookie } from './cookies.ts'
import type { AuthDeps } from './deps.ts'
import { findMembersOf, type Member, subjectOf } from './member.ts'
import { chooseMember } from './memberships.ts'
import { type Rotation, rotateRefreshToken, type SessionRow } from './refresh-rotation.ts'
import { endSession } from './session-ends.ts'
import { type Client, findSession } from './session-store.ts'

/** The two endpoints that a refresh token opens. */
export function refreshHandlers({ db, responses }: AuthDeps): Handlers<'auth.refresh' | 'auth.sign-out'> {
  return {
    'auth.refresh': async (request, reply) => {
      const { token, client } = readRefreshToken(request)
      if (!token) throw new ProblemError('unauthenticated')
      const { attemptId, tenantId } = request.body
      const { rotation, members } = await db.forIdentity(async tx => {
        const choose = (session: SessionRow) => chooseFor(tx, request, session, tenantId)
        const moves = request.isFromPlatform()
        const rotation = await rotateRefreshToken(tx, token, { client, attemptId, choose, moves })
        const members = rotation.ok ? [] : await endUseless(tx, request, rotation)
        auditRotation(request, tx, rotation)
        return { rotation, members }
      })
      if (!rotation.ok) throw refuse(request, reply, { rotation, members, client })
      logSecurityEvent(request, 'auth.refresh', subjectOf(rotation.member))
      return responses.refreshed(reply, rotation.member, rotation, client)
    },

    'auth.sign-out': async (request, reply) => {
      const { token, client } = readRefreshToken(request)
      if (token) await db.forIdentity(tx => endSessionOf(tx, request, token))
      // Not before the session has ended: without the cookie, a browser cannot try again after a failure.
      if (client === 'cookie') refreshCookie.clear(reply)
    },
  }
}

/**
 * Without a tenant, the session keeps its own: a person who was disabled there must not continue in another tenant without
 * noticing. Only a page of another tenant gets a token for its own tenant.
 */
async function chooseFor(
  db: IdentityDb,
  request: FastifyRequest,
  session: SessionRow,
  tenantId: string | undefined,
): Promise<Member | undefined> {
  const members = await findMembersOf(db, session.userId, session)
  const keepsTenant = !tenantId && request.isFromPageOf(session.tenantId)
  const candidates = keepsTenant ? members.filter(({ id }) => id === session.memberId) : members
  const chosen = chooseMember(request, candidates, tenantId)
  if (!chosen) request.requireTenantOrigin(session.tenantId)
  return chosen
}

type Refused = Extract<Rotation, { ok: false }>

/**
 * Ends a session whose refresh token was reused, and a session without an open tenant: otherwise the next person at the browser
 * could continue it once a tenant opens again.
 * @returns the memberships that a session which was not ended can continue with
 */
async function endUseless(db: IdentityDb, request: FastifyRequest, rotation: Refused): Promise<Member[]> {
  if (rotation.reason === 'reuse') {
    request.requireTenantOrigin(rotation.session.tenantId)
    await endSession(db, rotation.session)
  }
  if (rotation.reason !== 'not-a-member') return []
  const { session } = rotation
  const members = await findMembersOf(db, session.userId, session)
  if (members.length === 0) {
    await endSession(db, session)
    audit(request, db, 'session.ended', { object: session.id, by: bySystem(session.tenantId) })
  }
  return members
}

type Outcome = { rotation: Refused; members: readonly Member[]; client: Client }

function refuse(request: FastifyRequest, reply: FastifyReply, { rotation, members, client }: Outcome): ProblemError {
  if (rotation.reason !== 'reuse') logSecurityEvent(request, 'auth.refresh.failed', { reason: rotation.reason })
  const tenants = members.filter(({ tenantId }) => request.isFromPageOf(tenantId)).map(describeTenant)
  if (tenants.length > 0) return new ProblemError('not-a-member', { tenants })
  if (client === 'cookie' && members.length === 0) refreshCookie.clear(reply)
  return invalidToken()
}

function describeTenant({ tenant: { id, name }, role }: Member) {
  return { id, name, role: role as Role }
}

/** Refreshes are in the log only: they are too many for the audit trail. */
function auditRotation(request: FastifyRequest, db: IdentityDb, rotation: Rotation): void {
  if (rotation.ok) {
    const { moved, session, member } = rotation
    if (moved) audit(request, db, 'session.switched', { object: session.id, by: byMember(member) })
  } else if (rotation.reason === 'reuse') {
    const { id: object, memberId: member, tenantId } = rotation.session
    audit(request, db, 'auth.refresh.reuse', { object, by: bySystem(tenantId), member })
  }
}

async function endSessionOf(db: IdentityDb, request: FastifyRequest, token: string): Promise<void> {
  const session = await findSession(db, token)
  if (!session) return
  const { id, memberId, tenantId } = session
  request.requireTenantOrigin(tenantId)
  await endSession(db, session)
  audit(request, db, 'auth.sign-out', { object: id, by: byMember({ id: memberId, tenantId }) })
}

function readRefreshToken(request: FastifyRequest): { token: string | undefined; client: Client } {
  const { refreshToken } = request.body as { refreshToken?: string }
  if (refreshToken) return { token: refreshToken, client: 'body' }
  return { token: refreshCookie.read(request), client: 'cookie' }
}
