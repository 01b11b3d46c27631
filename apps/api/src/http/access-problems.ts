import { type Endpoint, realm, type Scope, stepUpWithinMs } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import type { Principal } from '../access/principal.ts'
import type { TenantState } from '../access/tenant-states.ts'
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

/** What belongs to the person stays open in a suspended tenant: the account, its sessions, and the way out of the tenant. */
export function isOpenWhenSuspended({ access }: Pick<Endpoint, 'access'>): boolean {
  return access === 'signed-in'
}

/** Whether the endpoint stays open in a tenant that is closed. */
export function isOpenInClosed(
  { deleting }: Pick<TenantState, 'deleting'>,
  endpoint: Pick<Endpoint, 'access' | 'whileDeleting'>,
): boolean {
  return isOpenWhenSuspended(endpoint) || (deleting === true && endpoint.whileDeleting === true)
}

/**
 * Checks a rule that depends on more than the endpoint, such as the status that an order moves to.
 * @throws ProblemError `insufficient-scope`
 */
export function requireScope(principal: Principal, scope: Scope): void {
  if (!principal.scopes.includes(scope)) throw insufficientScope(scope)
}

/**
 * Callers may grant only scopes that they hold, and may not create a credential for a program that has more.
 * @throws ProblemError `insufficient-role`
 */
export function requireGrantable(caller: Principal, scopes: readonly string[]): void {
  const held: readonly string[] = caller.scopes
  if (!scopes.every(scope => held.includes(scope))) throw new ProblemError('insufficient-role')
}

/**
 * Checks that the person verified a second factor within `stepUpWithinMs`.
 * @throws ProblemError `stronger-sign-in-required`
 */
export function requireRecentSecondFactor(principal: Principal | null): void {
  if (!principal || !('amr' in principal) || !principal.amr.includes('otp')) throw strongerSignInRequired()
  if (Date.now() - principal.authenticatedAtMs > stepUpWithinMs) throw strongerSignInRequired()
}
