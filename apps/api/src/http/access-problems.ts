import { realm, type Scope, stepUpWithinMs } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import type { Principal, UserPrincipal } from '../access/principal.ts'
import { ProblemError } from './problem.ts'

/** One response for forged, expired and revoked credentials. `reason` goes to the metrics, not to the caller. */
export function invalidToken(reason?: string): ProblemError {
  const challenge = bearerChallenge(realm, { error: 'invalid_token' })
  return new ProblemError('invalid-token', { headers: { 'www-authenticate': challenge }, reason })
}

export function insufficientScope(...scope: Scope[]): ProblemError {
  const challenge = bearerChallenge(realm, { error: 'insufficient_scope', ...(scope.length && { scope }) })
  return new ProblemError('insufficient-scope', { headers: { 'www-authenticate': challenge } })
}

/** Tells the client to ask for a second-factor code (RFC 9470). */
export function strongerSignInRequired(): ProblemError {
  const error = 'insufficient_user_authentication'
  const challenge = bearerChallenge(realm, { error, acrValues: ['mfa'], maxAgeMs: stepUpWithinMs })
  return new ProblemError('stronger-sign-in-required', { headers: { 'www-authenticate': challenge } })
}

/**
 * Checks a rule that depends on more than the endpoint, such as the status that an order moves to.
 * @throws ProblemError `insufficient-scope`
 */
export function requireScope(principal: Principal, scope: Scope): void {
  if (!principal.scopes.includes(scope)) throw insufficientScope(scope)
}

/**
 * Checks that the person verified a second factor within `stepUpWithinMs`.
 * @throws ProblemError `stronger-sign-in-required`
 */
export function requireRecentSecondFactor(principal: Principal | null): UserPrincipal {
  if (principal?.kind !== 'user' || !principal.amr.includes('otp')) throw strongerSignInRequired()
  if (Date.now() - principal.authenticatedAtMs > stepUpWithinMs) throw strongerSignInRequired()
  return principal
}
