import { randomBytes } from 'node:crypto'
import { type AccessClaims, isClaimText, isScope, maximumLifetimeMs, minimumLifetimeMs } from './claims.ts'
import { longestToken } from './compact-token.ts'
import type { KeyRing } from './key-ring.ts'

export type TokenSubject = {
  readonly sub: string
  readonly tenantId: string
  readonly role: string
  readonly scope: readonly string[]
  readonly sessionId?: string
  /** How the user was authenticated, such as `pwd` and `otp` (RFC 8176). */
  readonly amr?: readonly string[]
  /** When the user last signed in, in milliseconds since the epoch. */
  readonly authenticatedAtMs?: number
  readonly membershipVersion?: number
  /** Who acts for `sub` (RFC 8693 §4.1). */
  readonly actor?: string
  /** When the session ends, in milliseconds since the epoch: the token expires then at the latest. */
  readonly notAfterMs?: number
  /** The OAuth client. Our own frontends share the default (RFC 9068 §2.2 asks for one). */
  readonly clientId?: string
}

export type IssuedToken = { readonly token: string; readonly jti: string; readonly expiresAtMs: number }

export type TokenIssuer = { issue(subject: TokenSubject): Promise<IssuedToken> }

export type TokenIssuerOptions = {
  readonly keys: KeyRing
  readonly issuer: string
  readonly audience: string
  /** Milliseconds, from 5 to 15 minutes. */
  readonly lifetimeMs: number
  readonly now?: () => number
}

const ownClient = 'first-party'
const jtiBytes = 16

/**
 * Issues access tokens of the profile `at+jwt`, signed by the ring's signing key.
 *
 * @throws {RangeError} when the lifetime is not a whole number of milliseconds from 5 to 15 minutes
 * @throws {TypeError} when the issuer or the audience is empty
 * @throws {KeyError} `no-signing-key` when the ring only verifies
 * @see RFC 9068 §2
 */
export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const { keys, issuer, audience, lifetimeMs, now = Date.now } = options
  if (!Number.isInteger(lifetimeMs) || lifetimeMs < minimumLifetimeMs || lifetimeMs > maximumLifetimeMs) {
    throw new RangeError('an access token lives 5 to 15 minutes: lifetimeMs must be from 300000 to 900000')
  }
  if (!isClaimText(issuer) || !isClaimText(audience)) throw new TypeError('issuer and audience must not be empty')
  keys.signer()

  return {
    /**
     * @throws {TypeError} when the subject cannot be written into claims: an empty id, a scope with a space, too many
     *   scopes
     * @throws whatever the signer throws, when its device does not answer
     */
    async issue(subject) {
      const iat = Math.floor(now() / 1000)
      const exp = Math.min(iat + Math.floor(lifetimeMs / 1000), Math.floor((subject.notAfterMs ?? Infinity) / 1000))
      const jti = randomBytes(jtiBytes).toString('base64url')
      const claims: AccessClaims = { iss: issuer, aud: audience, ...subjectClaims(subject), jti, iat, exp }
      const signer = keys.signer()
      const header = { alg: signer.alg, typ: 'at+jwt', kid: signer.kid }
      const signingInput = `${encode(header)}.${encode(claims)}`
      const signature = await signer.sign(Buffer.from(signingInput))
      const token = `${signingInput}.${Buffer.from(signature).toString('base64url')}`
      if (token.length > longestToken)
        throw new TypeError('the scopes make a token that is longer than verifiers accept')
      return { token, jti, expiresAtMs: exp * 1000 }
    },
  }
}

function subjectClaims(subject: TokenSubject): Omit<AccessClaims, 'iss' | 'aud' | 'jti' | 'iat' | 'exp'> {
  const { sub, tenantId, role, clientId = ownClient, sessionId, amr, authenticatedAtMs, membershipVersion } = subject
  const { actor } = subject
  const optional = [sessionId, actor].filter(text => text !== undefined)
  const texts = [sub, tenantId, role, clientId, ...optional, ...(amr ?? [])]
  if (!texts.every(isClaimText)) throw new TypeError('ids, role and methods of a token must be texts without controls')
  if (!subject.scope.every(isScope)) {
    throw new TypeError('each scope of a token must be one word (RFC 6749 §3.3)')
  }
  return {
    sub,
    client_id: clientId,
    tenant_id: tenantId,
    role,
    scope: subject.scope.join(' '),
    ...(sessionId !== undefined && { sid: sessionId }),
    ...(amr && { amr }),
    ...(authenticatedAtMs !== undefined && { auth_time: Math.floor(authenticatedAtMs / 1000) }),
    ...(membershipVersion !== undefined && { mv: membershipVersion }),
    ...(actor !== undefined && { act: { sub: actor } }),
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
