/** An Argon2id hash with what is needed to compute it again. Memory is in KiB, as Argon2 counts it. */
export type Argon2Hash = {
  readonly memoryKib: number
  readonly passes: number
  readonly parallelism: number
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

const phcPattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

/** Writes a hash in the PHC string format, the form that every Argon2 library reads. */
export function formatPhc({ memoryKib, passes, parallelism, salt, hash }: Argon2Hash): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}

/**
 * Reads a PHC string.
 *
 * @throws {TypeError} when it is not an Argon2id hash of version 19: the column was damaged or holds another scheme
 */
export function parsePhc(text: string): Argon2Hash {
  const [, memory, passes, parallelism, salt, hash] = phcPattern.exec(text) ?? []
  const cost = { memoryKib: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  if (salt === undefined || hash === undefined || !isSound(cost)) {
    throw new TypeError('not an argon2id hash in PHC format')
  }
  return {
    ...cost,
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

/** RFC 9106 §3.1, and no more than a gigabyte: a damaged row must not take the server down. */
function isSound({ memoryKib, passes, parallelism }: Omit<Argon2Hash, 'salt' | 'hash'>): boolean {
  return parallelism >= 1 && passes >= 1 && memoryKib >= 8 * parallelism && memoryKib <= 1024 * 1024
}

/** The PHC format uses the plain alphabet without padding. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
