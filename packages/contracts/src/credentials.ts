/** The length of bytes in base64url without padding (RFC 4648 section 5). */
function base64urlChars(bytes: number): number {
  return Math.ceil((bytes * 8) / 6)
}

const base64url = (bytes: number) => `[A-Za-z0-9_\\-]{${base64urlChars(bytes)}}`

/** A prefix that tells keys from tokens, random characters of base62, and a checksum, which finds typing errors. */
export const apiKeyFormat = { prefix: 'pk_', secretChars: 32, checksumChars: 6 } as const

/** A code of an authenticator app (RFC 6238). */
export const totpFormat = { digits: 6 } as const

/** A recovery code in Crockford's base32: 80 random bits. */
export const recoveryCodeFormat = { chars: 16 } as const

/** The formats of credentials, as the inside of a regular expression. */
export const credentialFormats = {
  /** A signed token in its three parts (RFC 7515 section 7.1). */
  accessToken: '[A-Za-z0-9_\\-]+\\.[A-Za-z0-9_\\-]+\\.[A-Za-z0-9_\\-]+',
  apiKey: `${apiKeyFormat.prefix}[0-9A-Za-z]{${apiKeyFormat.secretChars + apiKeyFormat.checksumChars}}`,
  /** 256 random bits. */
  refreshToken: base64url(32),
  /** 256 random bits, in the link of a mail. */
  linkToken: base64url(32),
  /** A random UUID in lower case (RFC 9562 section 5.4). */
  attemptId: '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}',
  /** An id of 128 bits, the second in which it expires, and a MAC of 256 bits. */
  deviceToken: `${base64url(16)}\\.[0-9]{10,11}\\.${base64url(32)}`,
} as const

/** The cookies of browsers, each with the credential that it holds. */
export const cookies = {
  refresh_token: credentialFormats.refreshToken,
  known_device: credentialFormats.deviceToken,
} as const

export type CookieName = keyof typeof cookies

/** The largest difference between the clocks of two servers, in milliseconds. */
export const clockToleranceMs = 5_000
