import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Finds our keys in source code and logs: for secret scanners. The checksum then tells a key from a look-alike. */
export const apiKeyPattern = /\bpk_[0-9A-Za-z]{38}\b/g

export type ParsedApiKey =
  | { readonly ok: true; readonly key: string; readonly hint: string }
  | { readonly ok: false; readonly reason: 'format' | 'checksum' }

export type NewApiKey = {
  /** Shown once and never stored. */
  readonly key: string
  /** What is stored, and looked up by. */
  readonly hash: string
  /** The beginning of the key, to tell keys apart in a list. */
  readonly hint: string
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const prefix = 'pk_'
const secretCharacters = 32
const checksumCharacters = 6
const hintCharacters = prefix.length + 4
const keyForm = /^pk_[0-9A-Za-z]{38}$/

/** A new API key: `pk_`, 32 characters that carry 190 random bits, and a checksum of 6. */
export function createApiKey(): NewApiKey {
  const characters = Array.from({ length: secretCharacters }, () => alphabet[randomInt(alphabet.length)])
  const body = prefix + characters.join('')
  const key = body + checksumOf(body)
  return { key, hash: hashApiKey(key), hint: key.slice(0, hintCharacters) }
}

/**
 * Judges the form of a key, without the database: a typing error or a guess is refused here. The checksum protects
 * nothing by itself; anyone can compute it.
 */
export function parseApiKey(text: unknown): ParsedApiKey {
  if (typeof text !== 'string' || !keyForm.test(text)) return { ok: false, reason: 'format' }
  const body = text.slice(0, -checksumCharacters)
  if (text !== body + checksumOf(body)) return { ok: false, reason: 'checksum' }
  return { ok: true, key: text, hint: text.slice(0, hintCharacters) }
}

/** SHA-256 is enough for 190 random bits: nobody guesses them, however fast the hash is. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

/** Whether a presented key is the one whose hash is stored. It takes the same time wherever they differ. */
export function matchesApiKey(key: string, storedHash: string): boolean {
  const stored = Buffer.from(storedHash, 'base64url')
  const presented = Buffer.from(hashApiKey(key), 'base64url')
  return stored.length === presented.length && timingSafeEqual(stored, presented)
}

function checksumOf(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < checksumCharacters; i += 1) {
    text = alphabet[rest % alphabet.length] + text
    rest = Math.floor(rest / alphabet.length)
  }
  return text
}
