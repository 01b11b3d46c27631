import { createHash, createHmac, randomBytes } from 'node:crypto'

/** How long the successor of a refresh token is handed out again, to a tab that lost the race or the answer. */
export const rotationGraceMs = 10_000

const tokenBytes = 32
const tokenPattern = /^[A-Za-z0-9_-]{43}$/

/** What the database keeps of a refresh token: never the token. Instants are milliseconds since the epoch. */
export type RefreshTokenRow = {
  readonly expiresAtMs: number
  /** When its successor was first handed out. */
  readonly rotatedAtMs: number | null
  /** When its family, the session, was revoked. */
  readonly revokedAtMs: number | null
  /** Who it was given to: something that stays, such as a client id with a device id; not the address or the browser. */
  readonly client: string
}

/**
 * `rotate`: hand out the successor and store its hash. `repeat`: hand out the same successor again.
 * `reuse`: somebody holds a copy; revoke the family. `expired` and `revoked`: sign in again.
 */
export type RotationDecision = 'rotate' | 'repeat' | 'reuse' | 'expired' | 'revoked'

/** A new refresh token: 256 random bits. Store its hash and the salt, and give the token away. */
export function createRefreshToken(): { token: string; hash: string; salt: string } {
  const token = randomBytes(tokenBytes).toString('base64url')
  return { token, hash: hashRefreshToken(token), salt: newSuccessorSalt() }
}

/** The salt of one row. With it and the presented token, and not with either alone, the successor can be computed. */
export function newSuccessorSalt(): string {
  return randomBytes(tokenBytes).toString('base64url')
}

/** SHA-256 is enough where the secret has 256 random bits: there is nothing to guess, so nothing to slow down. */
export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Whether a text can be a refresh token at all: what is not is refused without asking the database. */
export function isRefreshToken(text: unknown): text is string {
  return typeof text === 'string' && tokenPattern.test(text)
}

/**
 * The token that follows another: the same on every node and at every try, so that a tab that lost the race is given
 * what the winner was given, though only hashes are stored.
 *
 * @param salt the salt of the presented token's row
 */
export function successorOf(token: string, salt: string): string {
  return createHmac('sha256', Buffer.from(salt, 'base64url')).update(token).digest('base64url')
}

/**
 * Decides what a presented refresh token is worth. Pure, so that it can run inside the transaction that locks the row.
 *
 * A token in the hands of another client is stolen, whenever it shows up. In the hands of its own client it is a losing
 * tab or a lost answer for ten seconds, and after that a copy.
 *
 * @param nowMs milliseconds since the epoch, from the clock that wrote the row
 * @see RFC 9700 §4.14.2
 */
export function decideRotation(row: RefreshTokenRow, nowMs: number, client: string): RotationDecision {
  if (row.revokedAtMs !== null) return 'revoked'
  if (nowMs >= row.expiresAtMs) return 'expired'
  if (row.client !== client) return 'reuse'
  if (row.rotatedAtMs === null) return 'rotate'
  return nowMs - row.rotatedAtMs <= rotationGraceMs ? 'repeat' : 'reuse'
}
