import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const idBytes = 16
const tokenPattern = /^(?<id>[A-Za-z0-9_-]{22})\.(?<expires>[0-9]{10,11})\.(?<mac>[A-Za-z0-9_-]{43})$/

export type DeviceTokenOptions = {
  /** 32 bytes or more, the same on all nodes. */
  key: Uint8Array
  /** Whom it was given to, such as an email in lower case: it says nothing of any other account. */
  account: string
  /** Milliseconds since the epoch. */
  nowMs: number
}

/**
 * What a device keeps of a sign-in that succeeded. It opens nothing: it tells attempts from a device of the owner apart
 * from all others, so that a limit on these cannot lock the owner out. Nothing is stored for it.
 *
 * @param lifetimeMs how long it is worth something
 * @throws {RangeError} for a key of fewer than 32 bytes
 * @see OWASP, "Slow down online guessing attacks with device cookies"
 */
export function createDeviceToken({ key, account, nowMs }: DeviceTokenOptions, lifetimeMs: number): string {
  const id = randomBytes(idBytes).toString('base64url')
  const expires = String(Math.floor((nowMs + lifetimeMs) / 1_000))
  return `${id}.${expires}.${macOf(key, account, id, expires).toString('base64url')}`
}

/**
 * The id of the device, when the token is ours, was given to this account, and has not expired.
 *
 * @throws {RangeError} for a key of fewer than 32 bytes; never for a token
 */
export function readDeviceToken({ key, account, nowMs }: DeviceTokenOptions, token: unknown): string | undefined {
  const { id, expires, mac } = (typeof token === 'string' && tokenPattern.exec(token)?.groups) || {}
  if (!id || !expires || !mac || Number(expires) * 1_000 <= nowMs) return undefined
  return timingSafeEqual(macOf(key, account, id, expires), Buffer.from(mac, 'base64url')) ? id : undefined
}

/** The account comes last and alone is of any length: no two inputs read the same. */
function macOf(key: Uint8Array, account: string, id: string, expires: string): Buffer {
  if (key.byteLength < 32) throw new RangeError('the key of device tokens has 32 bytes or more')
  return createHmac('sha256', key).update(`${id}.${expires}.${account}`).digest()
}
