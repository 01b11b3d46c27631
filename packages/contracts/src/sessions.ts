const minute = 60_000
const day = 24 * 60 * minute

/** How long the two tokens of a sign-in live, in milliseconds. */
export const sessionLifetimes = {
  accessTokenMs: 10 * minute,
  refreshTokenMs: 7 * day,
} as const
