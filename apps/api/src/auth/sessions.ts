import { randomUUIDv7 } from 'node:crypto'
import { sessionLifetimes } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import {
  createRefreshToken,
  decideRotation,
  hashRefreshToken,
  newSuccessorSalt,
  successorOf,
} from '@palisade/security/credentials'

import { invalidToken } from '../layers/40-authenticate.ts'

/** How a client keeps its refresh token: a browser in a cookie, a native client where the body is put. */
export type Client = 'cookie' | 'body'

export type User = {
  id: string
  tenantId: string
  email: string
  name: string
  role: string
  passwordHash: string
  membershipVersion: number
  tenant: { id: string; slug: string; name: string; tier: string }
}

/** What an access token says of the session that it is issued in. */
export type Session = { id: string; createdAt: Date; secondFactorAt: Date | null }

export type Begun = { session: Session; refreshToken: string }

type NewSession = { client: Client; userAgent: string; secondFactorAt?: Date | null }

/** Begins a session, the family of refresh tokens that one sign-in makes. */
export async function beginSession(
  db: IdentityDb,
  user: User,
  { client, userAgent, secondFactorAt = null }: NewSession,
): Promise<Begun> {
  const { token, hash, salt } = createRefreshToken()
  const expiresAt = new Date(Date.now() + sessionLifetimes.refreshTokenMs)
  const session = {
    id: randomUUIDv7(),
    tenantId: user.tenantId,
    userId: user.id,
    client,
    userAgent: userAgent.slice(0, 200),
    expiresAt,
    secondFactorAt,
  }
  const row = await db.session.create({ data: session })
  await db.refreshToken.create({ data: { hash, sessionId: session.id, successorSalt: salt, expiresAt } })
  return { session: row, refreshToken: token }
}

export type Rotation =
  | ({ ok: true; userId: string; tenantId: string } & Begun)
  | { ok: false; reason: 'unknown' | 'expired' | 'revoked' }
  | { ok: false; reason: 'reuse'; sessionId: string; userId: string; tenantId: string }

/**
 * Exchanges a refresh token for its successor, in one step under concurrency: the row is locked until the transaction
 * ends. A token that was used before, other than by a losing tab, ends its whole family (RFC 9700 section 4.14.2).
 */
export async function rotateRefreshToken(db: IdentityDb, token: string, client: Client): Promise<Rotation> {
  const hash = hashRefreshToken(token)
  await db.$queryRaw`SELECT 1 FROM refresh_tokens WHERE hash = ${hash} FOR UPDATE`
  const row = await db.refreshToken.findUnique({ where: { hash }, include: { session: true } })
  if (!row) return { ok: false, reason: 'unknown' }

  const { session } = row
  const { id: sessionId, userId, tenantId } = session
  const now = new Date()
  const decision = decideRotation(
    {
      expiresAtMs: row.expiresAt.getTime(),
      rotatedAtMs: row.rotatedAt?.getTime() ?? null,
      revokedAtMs: session.revokedAt?.getTime() ?? null,
      client: session.client,
    },
    now.getTime(),
    client,
  )
  if (decision === 'expired' || decision === 'revoked') return { ok: false, reason: decision }
  if (decision === 'reuse') {
    await db.session.update({ where: { id: sessionId }, data: { revokedAt: now } })
    return { ok: false, reason: 'reuse', sessionId, userId, tenantId }
  }
  const refreshToken = successorOf(token, row.successorSalt)
  if (decision === 'rotate') {
    const expiresAt = new Date(now.getTime() + sessionLifetimes.refreshTokenMs)
    await db.refreshToken.update({ where: { hash }, data: { rotatedAt: now } })
    await db.refreshToken.create({
      data: { hash: hashRefreshToken(refreshToken), sessionId, successorSalt: newSuccessorSalt(), expiresAt },
    })
    await db.session.update({ where: { id: sessionId }, data: { lastUsedAt: now, expiresAt } })
  }
  return { ok: true, session, userId, tenantId, refreshToken }
}

/** @returns the session that the refresh token belongs to; `null` when there is none or it has ended */
export async function findSession(db: IdentityDb, token: string) {
  const row = await db.refreshToken.findUnique({
    where: { hash: hashRefreshToken(token) },
    include: { session: true },
  })
  return row && !row.session.revokedAt ? row.session : null
}

/** @throws ProblemError `invalid-token` when the user is gone or disabled since the token was issued */
export async function findUser(db: IdentityDb, tenantId: string, id: string): Promise<User> {
  const user = await db.user.findFirst({ where: { id, tenantId, disabledAt: null }, include: { tenant: true } })
  if (!user) throw invalidToken()
  return user
}
