import { createHash, randomBytes } from 'node:crypto'

const tokenBytes = 32

/** A token for the link of a mail: 256 random bits in base64url. Store only its hash. */
export function createLinkToken(): { token: string; hash: string } {
  const token = randomBytes(tokenBytes).toString('base64url')
  return { token, hash: hashLinkToken(token) }
}

/** SHA-256 in base64url. A random secret of 256 bits needs no slow hash. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
