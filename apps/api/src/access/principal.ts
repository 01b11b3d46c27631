import type { Role, Scope } from '@palisade/contracts'

/** The member for whom the request acts, and what it may do. */
type Identity = {
  memberId: string
  tenantId: string
  role: Role
  scopes: readonly Scope[]
  /** Counts the changes of role and state of the member. */
  membershipVersion: number
}

/** A person in a session, from a verified access token. */
export type UserPrincipal = Identity & {
  kind: 'user'
  sessionId: string
  jti: string
  issuedAtMs: number
  /** How the person signed in (RFC 8176), and when a factor was last verified. */
  amr: readonly string[]
  authenticatedAtMs: number
}

/** A program that acts for the member who created its key. It has no session. */
export type ApiKeyPrincipal = Identity & { kind: 'api-key'; keyId: string; createdAtMs: number }

export type Principal = UserPrincipal | ApiKeyPrincipal

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by layer 40 on endpoints that require credentials. */
    principal: Principal | null
    /** The principal, on endpoints that cannot be called without one. */
    readonly caller: Principal
    /** The principal, on endpoints that only a person in a session can call. */
    readonly signedIn: UserPrincipal
  }
}

/** The id that limits, penalties and idempotency keys are kept under: two API keys of one member share none of them. */
export function limitKeyOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.memberId : principal.keyId
}
