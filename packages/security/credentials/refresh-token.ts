import { createHash, createHmac, randomBytes } from 'node:crypto'

const tokenBytes = 32

/** What the database keeps of a refresh token: never the token. Instants are milliseconds since the epoch. */
export type RefreshTokenRow = {
  readonly expiresAtMs: number
  /** When its successor was first handed out. */
  readonly rotatedAtMs: number | null
  /** Hash of the attempt id that it was exchanged with; null before that, and when the client sent none. */
  readonly attemptHash: string | null
  /** Whether its successor was exchanged in turn. */
  readonly isSuccessorUsed: boolean
  /** When its family, the session, was revoked. */
  readonly revokedAtMs: number | null
  /** The client that got the token: a value that does not change, such as a client id with a device id, not an address. */
  readonly client: string
}

/** The client that presents the token now, and its attempt. */
export type Presented = {
  readonly client: string
  /** Hash of the attempt id; null when the client sent none. */
  readonly attemptHash: string | null
  /** Milliseconds since the epoch, from the clock that wrote the row. */
  readonly nowMs: number
}

/** In milliseconds since the first exchange. */
export type RetryLimits = {
  /** How long any second use by the same client is a retry. Longer than its clients wait for an answer. */
  readonly graceMs: number
  /** How long a second use in the same attempt is a retry, while the successor is unused. */
  readonly sameAttemptMs: number
}

/**
 * `rotate`: hand out the successor and store its hash. `repeat`: hand out the same successor again.
 * `reuse`: somebody holds a copy; revoke the family. `expired` and `revoked`: sign in again.
 */
export type RotationDecision = 'rotate' | 'repeat' | 'reuse' | 'expired' | 'revoked'

/** Creates a refresh token of 256 random bits. Store its hash and the salt, and send the token to the client. */
export function createRefreshToken(): { token: string; hash: string; salt: string } {
  const token = randomBytes(tokenBytes).toString('base64url')
  return { token, hash: hashRefreshToken(token), salt: newSuccessorSalt() }
}

/** The salt of one row. With it and the presented token, but not with only one of them, the successor can be computed. */
export function newSuccessorSalt(): string {
  return randomBytes(tokenBytes).toString('base64url')
}

/** SHA-256 is enough where the secret has 256 random bits: there is nothing to guess, so nothing to slow down. */
export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** An attempt id is a random UUID: like a token, it needs no slow hash. */
export function hashAttemptId(attemptId: string): string {
  return createHash('sha256').update(attemptId).digest('base64url')
}

/**
 * Computes the successor of a token: the same one on every node and at every try. So a tab that lost a race gets the same
 * successor as the winner, although the database contains only hashes.
 *
 * @param salt the salt of the presented token's row
 */
export function successorOf(token: string, salt: string): string {
  return createHmac('sha256', Buffer.from(salt, 'base64url')).update(token).digest('base64url')
}

/**
 * Decides what to do with a presented refresh token. Pure, so that it can run inside the transaction that locks the row.
 *
 * A token that another client presents is stolen. If its own client presents it again within the grace, that is another tab or
 * a lost response. After the grace, it is a retry only with the attempt id of the first use, which a thief who copied the token
 * does not know, and only while the successor is unused.
 *
 * @see RFC 9700 §4.14.2
 */
export function decideRotation(row: RefreshTokenRow, presented: Presented, limits: RetryLimits): RotationDecision {
  const { client, attemptHash, nowMs } = presented
  if (row.revokedAtMs !== null) return 'revoked'
  if (nowMs >= row.expiresAtMs) return 'expired'
  if (row.client !== client) return 'reuse'
  if (row.rotatedAtMs === null) return 'rotate'
  const elapsedMs = nowMs - row.rotatedAtMs
  if (elapsedMs <= limits.graceMs) return 'repeat'
  const isSameAttempt = attemptHash !== null && attemptHash === row.attemptHash
  return isSameAttempt && !row.isSuccessorUsed && elapsedMs <= limits.sameAttemptMs ? 'repeat' : 'reuse'
}
