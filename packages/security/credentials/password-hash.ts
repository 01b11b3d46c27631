import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { type Argon2Hash, formatPhc, parsePhc } from './phc.ts'
import { createWorkGate } from './work-gate.ts'

/** Argon2id as OWASP advises for servers: 19 MiB, two passes, one lane (Password Storage Cheat Sheet). */
const current = { memoryKib: 19_456, passes: 2, parallelism: 1 }
const saltBytes = 16
const hashBytes = 32

/** Two at a time take 38 MiB and half of Node's thread pool; the other half is left to files and DNS. */
const gate = createWorkGate({ running: 2, waiting: 64 })

/**
 * Anybody can cause hashes of new passwords, for example by signing up. Only one of them at a time enters the gate above, so the
 * other slot, and all but one place in the queue, are left to sign-ins.
 */
const newcomers = createWorkGate({ running: 1, waiting: 16 })

/** Nobody waits for a renewed hash, so only one at a time enters the gate above, and no other one waits. */
const renewals = createWorkGate({ running: 1, waiting: 0 })
const argon2Async = promisify(argon2)

/** The hash for users who do not exist. It is random, so nobody knows a password for it. */
const nobody = formatPhc({ ...current, salt: randomBytes(saltBytes), hash: randomBytes(hashBytes) })

export type PasswordLimit = {
  /** The longest password, in Unicode code points before normalization: a megabyte must not be normalized and hashed. */
  readonly maxChars: number
}

/**
 * Hashes a new password with Argon2id. Which lengths are allowed is the caller's rule: count the characters of
 * `password.normalize('NFKC')`, which is what is hashed.
 *
 * @param options.isMember whether somebody who has signed in asks for it, and so need not wait behind sign-ups
 * @returns a PHC string, to be stored
 * @throws {RangeError} for more than `maxChars`
 * @throws {TooBusyError} when too many others wait already
 */
export async function hashPassword(
  password: string,
  { maxChars, isMember = false }: PasswordLimit & { readonly isMember?: boolean },
): Promise<string> {
  if (isLonger(password, maxChars)) throw new RangeError('the password is too long')
  const salt = randomBytes(saltBytes)
  const work = () => derive(password, { ...current, salt, hash: Buffer.alloc(hashBytes) })
  const hash = await (isMember ? work() : newcomers(work))
  return formatPhc({ ...current, salt, hash })
}

/**
 * Checks a password. It takes the same time when there is no such user, so that sign-in does not tell who has an
 * account.
 *
 * @param phc the stored hash, or undefined when the user does not exist or has no password
 * @throws {TypeError} when the stored hash is damaged
 * @throws {TooBusyError} when 64 others wait already
 */
export async function verifyPassword(
  password: string,
  phc: string | undefined,
  { maxChars }: PasswordLimit,
): Promise<boolean> {
  // Independent of the account, so it tells nothing about it.
  if (isLonger(password, maxChars)) return false
  const stored = parsePhc(phc ?? nobody)
  const hash = await derive(password, stored)
  return timingSafeEqual(hash, stored.hash) && phc !== undefined
}

/** Whether a stored hash was made with less than today's cost: after a sign-in, store a new one. */
export function isOutdatedHash(phc: string): boolean {
  const { memoryKib, passes } = parsePhc(phc)
  return memoryKib < current.memoryKib || passes < current.passes
}

/**
 * Hashes a password again, at today's cost, after {@link verifyPassword} has found it right. The salt stays, so that
 * {@link areOfOnePassword} recognizes the new hash.
 *
 * @param phc the stored hash
 * @returns the PHC string to store instead, unless another was stored meanwhile
 * @throws {RangeError} for more than `maxChars`
 * @throws {TooBusyError} when another renewal is under way: renew at the next sign-in
 */
export async function renewHash(password: string, phc: string, { maxChars }: PasswordLimit): Promise<string> {
  if (isLonger(password, maxChars)) throw new RangeError('the password is too long')
  const { salt } = parsePhc(phc)
  const hash = await renewals(() => derive(password, { ...current, salt, hash: Buffer.alloc(hashBytes) }))
  return formatPhc({ ...current, salt, hash })
}

/**
 * Whether two stored hashes come from the same choice of a password. A renewed hash keeps the salt, and each new password gets
 * another one. Use this, and not a comparison of the hashes, to find out whether a password was changed after it was checked.
 */
export function areOfOnePassword(one: string, other: string): boolean {
  return Buffer.from(parsePhc(one).salt).equals(parsePhc(other).salt)
}

/** A code point has two UTF-16 units at most. */
function isLonger(password: string, maxChars: number): boolean {
  return password.length > 2 * maxChars || [...password].length > maxChars
}

async function derive(password: string, { memoryKib, passes, parallelism, salt, hash }: Argon2Hash): Promise<Buffer> {
  return gate(() =>
    argon2Async('argon2id', {
      message: normalize(password),
      nonce: salt,
      memory: memoryKib,
      passes,
      parallelism,
      tagLength: hash.length,
    }),
  )
}

/** The same password, typed on another keyboard, can have another Unicode composition (NIST SP 800-63B-4 §3.1.1.2). */
function normalize(password: string): string {
  return password.normalize('NFKC')
}
