import { refreshRetry } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import {
  decideRotation,
  hashAttemptId,
  hashRefreshToken,
  newSuccessorSalt,
  type RefreshTokenRow,
  successorOf,
} from '@palisade/security/credentials'
import type { Member } from './member.ts'
import { type Begun, type Client, moveSession, refreshTokenLifetime, type Session } from './session-store.ts'

export type Rotation =
  | ({ ok: true; member: Member; moved: boolean } & Begun)
  | { ok: false; reason: 'unknown' | 'expired' | 'revoked' }
  | { ok: false; reason: 'reuse'; session: SessionRow }
  /** The session is valid, but `choose` found no membership for it. Nothing is changed. */
  | { ok: false; reason: 'not-a-member'; session: SessionRow }

/** A session with the member that its latest access token was issued to. */
export type SessionRow = Session & { userId: string; memberId: string; tenantId: string }

type Exchange = {
  client: Client
  attemptId: string | undefined
  /** Chooses the member that the next access token is issued to. When it throws, nothing is changed. */
  choose: (session: SessionRow) => Promise<Member | undefined>
  /** Whether the chosen member becomes the session's own, for all pages. */
  moves: boolean
}

/**
 * Exchanges a refresh token for its successor, in one step under concurrency: token and session are locked until the
 * transaction ends. After `reuse` the caller ends the session, the family of the token (RFC 9700 section 4.14.2).
 */
export async function rotateRefreshToken(db: IdentityDb, token: string, exchange: Exchange): Promise<Rotation> {
  const hash = hashRefreshToken(token)
  await db.$queryRaw`
    SELECT 1 FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ${hash}
    FOR NO KEY UPDATE OF t, s`
  const row = await db.refreshToken.findUnique({ where: { hash }, include: { session: true } })
  if (!row) return { ok: false, reason: 'unknown' }

  const { session } = row
  const { id: sessionId } = session
  const nowMs = Date.now()
  const refreshToken = successorOf(token, row.successorSalt)
  const attemptHash = exchange.attemptId ? hashAttemptId(exchange.attemptId) : null
  const presented = { client: exchange.client, attemptHash, nowMs }
  const decision = decideRotation(await describeRow(db, row, refreshToken), presented, refreshRetry)
  if (decision === 'expired' || decision === 'revoked') return { ok: false, reason: decision }
  if (decision === 'reuse') return { ok: false, reason: 'reuse', session }
  const member = await exchange.choose(session)
  if (!member) return { ok: false, reason: 'not-a-member', session }

  const refreshTokenMs = refreshTokenLifetime(session.endsAt, nowMs)
  if (decision === 'rotate') {
    const rotated = { rotatedAt: new Date(nowMs), attemptHash }
    await db.refreshToken.update({ where: { hash }, data: rotated })
    await addSuccessor(db, { sessionId, refreshToken, nowMs, expiresAt: new Date(nowMs + refreshTokenMs) })
  }
  const moved = exchange.moves && member.id !== session.memberId
  if (moved) await moveSession(db, sessionId, member)
  return { ok: true, session, member, moved, refreshToken, refreshTokenMs }
}

type Row = {
  expiresAt: Date
  rotatedAt: Date | null
  attemptHash: string | null
  session: { client: string; endsAt: Date; revokedAt: Date | null }
}

async function describeRow(db: IdentityDb, row: Row, successor: string): Promise<RefreshTokenRow> {
  const { session, rotatedAt } = row
  const hash = hashRefreshToken(successor)
  const next = rotatedAt && (await db.refreshToken.findUnique({ where: { hash }, select: { rotatedAt: true } }))
  return {
    expiresAtMs: Math.min(row.expiresAt.getTime(), session.endsAt.getTime()),
    rotatedAtMs: rotatedAt?.getTime() ?? null,
    attemptHash: row.attemptHash,
    isSuccessorUsed: next?.rotatedAt !== null,
    revokedAtMs: session.revokedAt?.getTime() ?? null,
    client: session.client,
  }
}

type Successor = { sessionId: string; refreshToken: string; nowMs: number; expiresAt: Date }

async function addSuccessor(db: IdentityDb, { sessionId, refreshToken, nowMs, expiresAt }: Successor): Promise<void> {
  const hash = hashRefreshToken(refreshToken)
  await db.refreshToken.create({ data: { hash, sessionId, successorSalt: newSuccessorSalt(), expiresAt } })
  await db.session.update({ where: { id: sessionId }, data: { lastUsedAt: new Date(nowMs), expiresAt } })
}
