import { randomUUIDv7 } from 'node:crypto'
import { longestUserAgent, mostSessions, sessionLifetimes } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import { createRefreshToken, hashRefreshToken } from '@palisade/security/credentials'
import type { FastifyRequest } from 'fastify'
import { invalidToken } from '../../http/access-problems.ts'
import type { Member } from './member.ts'
import { endSession } from './session-ends.ts'
import { liveSessionsOf } from './user-lock.ts'

/** How a client keeps its refresh token: a browser in a cookie, a native client where the body is put. */
export type Client = 'cookie' | 'body'

/** What an access token says of the session that it is issued in. */
export type Session = { id: string; createdAt: Date; endsAt: Date; secondFactorAt: Date | null }

export type Begun = {
  session: Session
  refreshToken: string
  /** How long the client may keep the refresh token. */
  refreshTokenMs: number
}

type NewSession = {
  client: Client
  userAgent: string
  lifetimeMs: number
  secondFactorAt?: Date
  /** The id of the challenge that opens it. */
  challenge?: string
}

type Opening = { refreshTokenIn?: Client | undefined }

export function clientOf({ refreshTokenIn = 'cookie' }: Opening): Client {
  return refreshTokenIn
}

/** The session that a request opens, as its client asked for it. */
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
  db: IdentityDb,
  member: Member,
  { client, userAgent, lifetimeMs, secondFactorAt, challenge }: NewSession,
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
  await noteUse(db, member)
  await endOldest(db, member.userId)
  await db.refreshToken.create({ data: { hash, sessionId: session.id, successorSalt: salt, expiresAt } })
  return { session: row, refreshToken: token, refreshTokenMs }
}

/** A user sees and ends every live session: the one that was used longest ago makes room for a new one. */
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
  // A refresh holds the lock of a session here, for which somebody who ends all sessions may wait with the membership.
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
