import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const idBytes = 16

export type DeviceTokenOptions = {
  /** 32 bytes or more, the same on all nodes. */
  key: Uint8Array
  /** The account that it was issued to, such as an email in lower case: it proves nothing for any other account. */
  account: string
  /** Milliseconds since the epoch. */
  nowMs: number
}

/**
 * Creates the token that a device keeps after a successful sign-in. It gives no access: it distinguishes attempts from a
 * device of the owner, so that a limit on other attempts cannot lock the owner out. The server stores nothing for it.
 *
 * @param lifetimeMs how long it is valid
 * @throws {RangeError} for a key of fewer than 32 bytes
 * @see OWASP, "Slow down online guessing attacks with device cookies"
 */
export function createDeviceToken({ key, account, nowMs }: DeviceTokenOptions, lifetimeMs: number): string {
  const id = randomBytes(idBytes).toString('base64url')
  const expires = String(Math.floor((nowMs + lifetimeMs) / 1_000))
  return `${id}.${expires}.${macOf(key, account, id, expires)}`
}

/**
 * The id of the device, if the token is ours, belongs to this account, and has not expired.
 *
 * @throws {RangeError} for a key of fewer than 32 bytes; never for a token
 */
export function readDeviceToken({ key, account, nowMs }: DeviceTokenOptions, token: unknown): string | undefined {
  const [id, expires, mac, ...rest] = typeof token === 'string' ? token.split('.') : []
  if (!id || !expires || !mac || rest.length > 0) return undefined
  const given = Buffer.from(mac)
  const expected = Buffer.from(macOf(key, account, id, expires))
  // Only a token of ours has this MAC, so nothing else in it needs to be checked.
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return Number(expires) * 1_000 > nowMs ? id : undefined
}

/** Neither id nor second holds a dot, so no two inputs read the same. */
function macOf(key: Uint8Array, account: string, id: string, expires: string): string {
  if (key.byteLength < 32) throw new RangeError('the key of device tokens has 32 bytes or more')
  return createHmac('sha256', key).update(`${id}.${expires}.${account}`).digest('base64url')
}
