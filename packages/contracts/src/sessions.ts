const minute = 60_000
const day = 24 * 60 * minute

/** How long the two tokens of a sign-in live, in milliseconds. */
export const sessionLifetimes = {
  accessTokenMs: 10 * minute,
  refreshTokenMs: 7 * day,
  /** How long a device on which somebody has signed in is told from those of strangers. */
  knownDeviceMs: 180 * day,
} as const

/** How recent a second factor has to be for admin scopes and for changes to the second factor itself (RFC 9470). */
export const stepUpWithinMs = 30 * minute
