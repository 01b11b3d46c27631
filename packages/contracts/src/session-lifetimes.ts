const second = 1_000
const minute = 60 * second
const day = 24 * 60 * minute

/** In milliseconds. */
export const sessionLifetimes = {
  accessTokenMs: 10 * minute,
  refreshTokenMs: 7 * day,
  /** How long a sign-in waits for the code of the second factor. */
  challengeMs: 5 * minute,
  /** An assertion of an OAuth client is refused while its expiry is further away than this. */
  clientAssertionMs: 5 * minute,
  /** From sign-in to the end of the session, however often it is refreshed. A deployment may set another one. */
  sessionMs: 30 * day,
  /** How long a device counts as known after a sign-in. */
  knownDeviceMs: 180 * day,
} as const

/** How long our clients wait for an answer before they give up and let the user try again. */
export const clientTimeoutMs = 20 * second

/** When the second use of a refresh token counts as a retry, and not as theft. */
export const refreshRetry = {
  /**
   * Any second use counts as a retry for this long, such as that of another tab. It is longer than a client waits for an
   * answer: otherwise a client that tries again after a timeout is signed out as a thief.
   */
  graceMs: clientTimeoutMs + 10 * second,
  /** A second use with the same attempt id counts as a retry for this long, while the successor is unused. */
  sameAttemptMs: day,
} as const

/** How recent a second factor has to be for admin scopes and for changes to the second factor itself (RFC 9470). */
export const stepUpWithinMs = 30 * minute
