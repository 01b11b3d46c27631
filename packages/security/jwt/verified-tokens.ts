import { hash } from 'node:crypto'
import { createBoundedMap } from '../bounded-map.ts'
import type { AccessClaims } from './claims.ts'
import type { VerificationKey } from './jwk.ts'

/** The result of a verification, and the key that it used. */
export type VerifiedToken = {
  readonly key: VerificationKey
  readonly verification: { readonly ok: true; readonly claims: AccessClaims }
}

/**
 * Caches verified tokens without storing a usable one: the key of an entry is the SHA-256 of the signature, and the entry
 * contains only what was signed. This is also faster than hashing the whole token.
 */
export function createVerifiedTokens(size: number) {
  const entries = createBoundedMap<VerifiedToken & { readonly signed: string }>(size)
  return {
    find(token: string): VerifiedToken | undefined {
      const dot = token.lastIndexOf('.')
      const entry = entries.get(digest(token.slice(dot)))
      return entry !== undefined && entry.signed === token.slice(0, dot) ? entry : undefined
    },
    add(token: string, verified: VerifiedToken): void {
      const dot = token.lastIndexOf('.')
      entries.set(digest(token.slice(dot)), { ...verified, signed: copy(token.slice(0, dot)) })
    },
  }
}

/** SHA-256. Of all encodings this one is the shortest that Node writes fast. */
export function digest(text: string): string {
  return hash('sha256', text, 'base64url')
}

/** V8 keeps the whole token alive behind a slice of it. A copy does not. */
function copy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
