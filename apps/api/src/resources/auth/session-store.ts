import { randomUUIDv7 } from 'node:crypto'
import { type AuditFacts, longestUserAgent, mostSessions, sessionLifetimes } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import { createRefreshToken, hashRefreshToken } from '@palisade/security/credentials'
import type { FastifyRequest } from 'fastify'
import { invalidToken } from '../../http/access-problems.ts'
import { audit, byMember } from '../../observability/audit.ts'
import type { Member } from './member.ts'
import { endSession } from './session-ends.ts'
import { liveSessionsOf } from './user-lock.ts'

/** How a client gets its refresh token: a browser in a cookie, a native client in the response body. */
export type Client = 'cookie' | 'body'

/** The session data in an access token. */
export type Session = { id: string; createdAt: Date; endsAt: Date; secondFactorAt: Date | null }

export type Begun = {
  session: Session
  refreshToken: string
  /** How long the client may keep the refresh token. */
  refreshTokenMs: number
}

/** How the person was authenticated at a sign-in. */
export type SignInMethod = AuditFacts<'auth.sign-in'>['method']

type NewSession = {
  method: SignInMethod
  client: Client
  userAgent: string
  lifetimeMs: number
  secondFactorAt?: Date
  /** The id of the challenge that opens it. */
  challenge?: string
}

/** The session options of a request. */
export type Opening = { refreshTokenIn?: Client | undefined }

export function clientOf({ refreshTokenIn = 'cookie' }: Opening): Client {
  return refreshTokenIn
}

/** The new session for these options. */
export function describeNewSession(
  { body, headers }: { body: Opening; headers: FastifyRequest['headers'] },
  { sessionLifetimeMs: lifetimeMs }: { sessionLifetimeMs: number },
) {
  return { client: clientOf(body), userAgent: headers['user-agent'] ?? '', lifetimeMs }
}

/**
 * Begins a session for a member, the family of refresh tokens that one sign-in makes. It ends after `lifetimeMs` at the
 * latest.
 */
export async function beginSession(
  request: FastifyRequest,
  db: IdentityDb,
  member: Member,
  { method, client, userAgent, lifetimeMs, secondFactorAt, challenge }: NewSession,
): Promise<Begun> {
  const { token, hash, salt } = createRefreshToken()
  const nowMs = Date.now()
  const endsAt = new Date(nowMs + lifetimeMs)
  const refreshTokenMs = refreshTokenLifetime(endsAt, nowMs)
  const expiresAt = new Date(nowMs + refreshTokenMs)
  const session = {
    id: randomUUIDv7(),
    userId: member.userId,
    tenantId: member.tenantId,
    memberId: member.id,
    client,
    userAgent: userAgent.slice(0, longestUserAgent),
    expiresAt,
    endsAt,
    secondFactorAt: secondFactorAt ?? null,
    challenge: challenge ?? null,
  }
  const row = await db.session.create({ data: session })
  audit(request, db, 'auth.sign-in', { object: session.id, by: byMember(member), method })
  await noteUse(db, member)
  await endOldest(db, member.userId)
  await db.refreshToken.create({ data: { hash, sessionId: session.id, successorSalt: salt, expiresAt } })
  return { session: row, refreshToken: token, refreshTokenMs }
}

/** Users can see and end all their live sessions, so their number is limited: the least recently used one ends. */
async function endOldest(db: IdentityDb, userId: string): Promise<void> {
  const tooMany = await db.session.findMany({
    where: liveSessionsOf({ userId }),
    orderBy: { lastUsedAt: 'desc' },
    skip: mostSessions,
    take: 10,
  })
  for (const session of tooMany) await endSession(db, session)
}

/** From now on, the session works as another member of the same user. */
export async function moveSession(db: IdentityDb, id: string, member: Member): Promise<void> {
  await db.session.update({ where: { id }, data: { tenantId: member.tenantId, memberId: member.id } })
  await noteUse(db, member)
}

/** The next sign-in chooses the membership that was used last. */
async function noteUse(db: IdentityDb, { id }: Pick<Member, 'id'>): Promise<void> {
  // A refresh holds the lock of a session here. A request that ends all sessions may wait for it with the membership locked.
  await db.$queryRaw`
    UPDATE memberships SET last_used_at = clock_timestamp()
    WHERE id IN (SELECT id FROM memberships WHERE id = ${id}::uuid FOR NO KEY UPDATE SKIP LOCKED)`
}

/** No refresh token outlives its session. */
export function refreshTokenLifetime(endsAt: Date, nowMs: number): number {
  return Math.min(sessionLifetimes.refreshTokenMs, endsAt.getTime() - nowMs)
}

/**
 * Notes that a code was given in a session just now.
 * @throws ProblemError `invalid-token` when the session has ended: a code does not prolong it
 */
export async function noteSecondFactor(db: IdentityDb, sessionId: string): Promise<Session> {
  const now = new Date()
  const live = { id: sessionId, revokedAt: null, expiresAt: { gt: now } }
  const { count } = await db.session.updateMany({ where: live, data: { secondFactorAt: now } })
  if (count === 0) throw invalidToken()
  return db.session.findUniqueOrThrow({ where: { id: sessionId } })
}

/** @returns the session that the refresh token belongs to; `null` when there is none or it has ended */
export async function findSession(db: IdentityDb, token: string) {
  const row = await db.refreshToken.findUnique({
    where: { hash: hashRefreshToken(token) },
    include: { session: true },
  })
  return row && !row.session.revokedAt ? row.session : null
}
