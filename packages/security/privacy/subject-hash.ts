import { createHmac, hkdfSync } from 'node:crypto'

const MIN_KEY_BYTES = 32

export type PseudonymFormat = {
  readonly prefix: string
  /** Characters of the hash in base64url: each carries 6 bits, so 16 carry 96. */
  readonly chars: number
}

/**
 * A stable pseudonym for a subject in logs [S63]: one caller can be followed from line to line, and only the holder of
 * the key can tell who it is. Keyed, since a plain hash of an email or a small number is found by trying them all.
 *
 * @param key at least 32 bytes, used only for this; with a new key all pseudonyms change
 * @returns the prefix and a part of HMAC-SHA-256 (RFC 2104; truncation: section 5) in base64url
 * @throws RangeError for a shorter key
 */
export function subjectHash(key: Uint8Array, subject: string, { prefix, chars }: PseudonymFormat): string {
  if (key.byteLength < MIN_KEY_BYTES)
    throw new RangeError(`a key for subject hashes has at least ${MIN_KEY_BYTES} bytes`)
  return prefix + createHmac('sha256', key).update(subject).digest('base64url').slice(0, chars)
}

/**
 * Derives a key for subject hashes from a secret with other uses (HKDF, RFC 5869), so that another program that writes the
 * same pseudonyms, such as a web server, does not need the secret itself.
 *
 * @param secret at least 32 bytes of chance
 */
export function subjectHashKey(secret: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'pseudonyms in the log', MIN_KEY_BYTES))
}
