import { randomUUIDv7 } from 'node:crypto'
import { type ResponseOf, type Role, scopesOf, sessionLifetimes, type Tier } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import {
  createRefreshToken,
  decideRotation,
  hashRefreshToken,
  newSuccessorSalt,
  successorOf,
} from '@palisade/security/credentials'
import type { TokenIssuer } from '@palisade/security/jwt'

/** How a client keeps its refresh token: a browser in a cookie, a native client where the body is put. */
export type Client = 'cookie' | 'body'

export type User = {
  id: string
  tenantId: string
  email: string
  name: string
  role: string
  membershipVersion: number
  tenant: { id: string; slug: string; name: string; tier: string }
}

export type SessionAnswer = ResponseOf<'auth.sign-in'>

/** Begins a session, the family of refresh tokens that one sign-in makes. */
export async function beginSession(db: IdentityDb, user: User, client: Client, userAgent: string) {
  const { token, hash, salt } = createRefreshToken()
  const expiresAt = new Date(Date.now() + sessionLifetimes.refreshTokenMs)
  const session = {
    id: randomUUIDv7(),
    tenantId: user.tenantId,
    userId: user.id,
    client,
    userAgent: userAgent.slice(0, 200),
    expiresAt,
  }
  await db.session.create({ data: session })
  await db.refreshToken.create({ data: { hash, sessionId: session.id, successorSalt: salt, expiresAt } })
  return { sessionId: session.id, refreshToken: token }
}

export type Rotation =
  | { ok: true; sessionId: string; userId: string; tenantId: string; client: Client; refreshToken: string }
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
    await endSession(db, sessionId)
    return { ok: false, reason: 'reuse', sessionId, userId, tenantId }
  }
  const refreshToken = successorOf(token, row.successorSalt)
  if (decision === 'rotate') {
    await db.refreshToken.update({ where: { hash }, data: { rotatedAt: now } })
    await db.refreshToken.create({
      data: {
        hash: hashRefreshToken(refreshToken),
        sessionId,
        successorSalt: newSuccessorSalt(),
        expiresAt: new Date(now.getTime() + sessionLifetimes.refreshTokenMs),
      },
    })
  }
  return { ok: true, sessionId, userId, tenantId, client, refreshToken }
}

/** @returns the session that the refresh token belongs to; `null` when there is none or it has ended */
export async function findSession(db: IdentityDb, token: string) {
  const row = await db.refreshToken.findUnique({
    where: { hash: hashRefreshToken(token) },
    include: { session: true },
  })
  return row && !row.session.revokedAt ? row.session : null
}

export async function endSession(db: IdentityDb, id: string): Promise<void> {
  await db.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } })
}

export async function issueAccess(tokens: TokenIssuer, user: User, sessionId: string) {
  const role = user.role as Role
  const scope = scopesOf(role)
  const { id: sub, tenantId, membershipVersion } = user
  const { token, expiresAtMs } = await tokens.issue({ sub, tenantId, role, scope, sessionId, membershipVersion })
  return {
    accessToken: token,
    tokenType: 'Bearer',
    expiresAt: new Date(expiresAtMs).toISOString(),
    user: describeUser(user),
  } as const satisfies SessionAnswer
}

export function describeUser({ id, email, name, role, tenant }: User): ResponseOf<'auth.who-am-i'> {
  return {
    id,
    email,
    name,
    role: role as Role,
    scopes: [...scopesOf(role as Role)],
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name, tier: tenant.tier as Tier },
  }
}
