const scheme = 'bearer '
/** What would make several of one credential. None of them is part of a token (RFC 6750 §2.1, RFC 9110 §11.4). */
const separators = [' ', ',', '\t', '\n', '\r']

/**
 * Reads the token from an `Authorization` header. It ignores tokens in the query or in a form, which end up in logs and
 * histories (RFC 6750 §5.3, RFC 9700 §4.3.2). The verifier checks the characters of the token: it recognizes a cached token
 * faster than a pattern could check it.
 *
 * @returns the token, or undefined when there is none or the header is of another scheme or form
 * @see RFC 6750 §2.1
 */
export function readBearerToken(authorization: string | undefined): string | undefined {
  if (authorization?.slice(0, scheme.length).toLowerCase() !== scheme) return undefined
  const token = authorization.slice(scheme.length)
  return token === '' || separators.some(separator => token.includes(separator)) ? undefined : token
}

/** What a challenge may say. `insufficient_user_authentication` asks for a stronger or newer sign-in (RFC 9470 §3). */
export type BearerProblem = {
  readonly error: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'insufficient_user_authentication'
  /** The scopes that are needed. */
  readonly scope?: readonly string[]
  readonly acrValues?: readonly string[]
  /** How old, in milliseconds, the sign-in may be. */
  readonly maxAgeMs?: number
}

/**
 * The `WWW-Authenticate` value of a 401 or 403. It is the same for every refused token: only our logs say which check failed.
 *
 * @param problem absent when the request carried no credentials at all: then no error is named
 * @see RFC 6750 §3
 */
export function bearerChallenge(realm: string, problem?: BearerProblem): string {
  const fields = {
    realm,
    error: problem?.error,
    scope: problem?.scope?.join(' '),
    acr_values: problem?.acrValues?.join(' '),
    max_age: problem?.maxAgeMs === undefined ? undefined : String(Math.floor(problem.maxAgeMs / 1000)),
  }
  const written = Object.entries(fields).filter(([, value]) => value !== undefined)
  return `Bearer ${written.map(([name, value]) => `${name}="${quotable(value)}"`).join(', ')}`
}

/** Nothing that ends the quotes or the header line. */
function quotable(value = ''): string {
  return value.replace(/[^\x20-\x7E]|["\\]/g, '')
}
