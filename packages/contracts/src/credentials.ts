/** What credentials look like, as the inside of a regular expression. Whatever looks otherwise is none. */
export const credentialFormats = {
  /** A signed token in its three parts (RFC 7515 section 7.1). */
  accessToken: '[A-Za-z0-9_\\-]+\\.[A-Za-z0-9_\\-]+\\.[A-Za-z0-9_\\-]+',
  apiKey: 'pk_[0-9A-Za-z]{38}',
  refreshToken: '[A-Za-z0-9_\\-]{43}',
  /** A random UUID in lower case (RFC 9562 section 5.4). */
  attemptId: '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}',
  /** An id, when it was issued in seconds, and a MAC. */
  deviceToken: '[A-Za-z0-9_\\-]{22}\\.[0-9]{10,11}\\.[A-Za-z0-9_\\-]{43}',
} as const

/** The cookies of browsers, each with the credential that it holds. */
export const cookies = {
  refresh_token: credentialFormats.refreshToken,
  known_device: credentialFormats.deviceToken,
} as const

export type CookieName = keyof typeof cookies

/** How far the clocks of two servers may be apart. */
export const clockToleranceMs = 5_000
