import { createHash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** The format of keys: the prefix, then secret and checksum in base62. */
export type ApiKeyFormat = {
  /** Distinguishes keys from other credentials, and lets secret scanners find them. */
  readonly prefix: string
  /** 22 characters or more carry 128 random bits. */
  readonly secretChars: number
  /** 6 hold the whole CRC-32; of more, the first ones are zeros. */
  readonly checksumChars: number
}

export type ParsedApiKey =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly reason: 'format' | 'checksum' }

export type NewApiKey = {
  /** Shown once and never stored. */
  readonly key: string
  /** The hash to store, and to look the key up by. */
  readonly hash: string
  /** The prefix and four characters, to tell keys apart in a list. */
  readonly hint: string
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const base62 = /^[0-9A-Za-z]+$/
const hintChars = 4

/** Creates a random API key. */
export function createApiKey(format: ApiKeyFormat): NewApiKey {
  const { prefix, secretChars, checksumChars } = format
  const characters = Array.from({ length: secretChars }, () => alphabet[randomInt(alphabet.length)])
  const body = prefix + characters.join('')
  const key = body + checksumOf(body, checksumChars)
  return { key, hash: hashApiKey(key), hint: key.slice(0, prefix.length + hintChars) }
}

/**
 * Checks the format of a key without a query, which refuses typing errors and most guesses. The checksum does not protect the
 * key: anybody can compute it.
 */
export function parseApiKey(text: unknown, { prefix, secretChars, checksumChars }: ApiKeyFormat): ParsedApiKey {
  if (typeof text !== 'string' || text.length !== prefix.length + secretChars + checksumChars) return refuse('format')
  if (!text.startsWith(prefix) || !base62.test(text.slice(prefix.length))) return refuse('format')
  const body = text.slice(0, -checksumChars)
  return text === body + checksumOf(body, checksumChars) ? { ok: true, key: text } : refuse('checksum')
}

/** SHA-256 is enough for a random key of 128 bits or more: it cannot be guessed, however fast the hash is. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

function refuse(reason: 'format' | 'checksum'): ParsedApiKey {
  return { ok: false, reason }
}

function checksumOf(body: string, chars: number): string {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < chars; i += 1) {
    text = alphabet[rest % alphabet.length] + text
    rest = Math.floor(rest / alphabet.length)
  }
  return text
}
