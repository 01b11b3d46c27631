import { createHash, randomInt } from 'node:crypto'

/** Crockford's base32: no I, L, O or U, so that a code survives being written by hand. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const written = /^[0-9A-HJKMNP-TV-Z]+$/
const codesAtOnce = 10

export type RecoveryCodeFormat = {
  /** Characters of a code, without hyphens: each carries 5 random bits, so 16 carry 80. */
  readonly chars: number
}

/**
 * Creates ten recovery codes for users who lose their phone, each good for one sign-in. Show them once and store the
 * hashes; delete a hash when its code is used, in the same statement that looks it up.
 */
export function createRecoveryCodes({ chars }: RecoveryCodeFormat): { codes: string[]; hashes: string[] } {
  const plain = Array.from({ length: codesAtOnce }, () => newCode(chars))
  return { codes: plain.map(code => code.replace(/(.{4})(?=.)/g, '$1-')), hashes: plain.map(hash) }
}

/**
 * The hash to look a typed code up by: case, blanks, hyphens and look-alike letters do not matter.
 *
 * @returns undefined when the text cannot be a recovery code, so that no query is necessary
 */
export function hashRecoveryCode(typed: string, { chars }: RecoveryCodeFormat): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return code.length === chars && written.test(code) ? hash(code) : undefined
}

function newCode(chars: number): string {
  return Array.from({ length: chars }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** SHA-256: 80 random bits are out of reach of guessing even when the hashes leak. */
function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
