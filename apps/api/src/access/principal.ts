import type { Role, Scope } from '@palisade/contracts'
import type { ApiKey } from './api-key-lookup.ts'

/** The member for whom the request acts, a person or a service account, and its permissions. */
type Identity = {
  memberId: string
  /** Who acts, as logs name it: the member, or an operator. */
  actorId: string
  tenantId: string
  scopes: readonly Scope[]
  /** Counts the changes of role and state of the member. */
  membershipVersion: number
}

/** A person in a session, from a verified access token. */
export type UserPrincipal = Identity & {
  kind: 'user'
  role: Role
  sessionId: string
  jti: string
  issuedAtMs: number
  /** How the person signed in (RFC 8176), and when a factor was last verified. */
  amr: readonly string[]
  authenticatedAtMs: number
}

/** A program with an API key, which acts for a service account or for the member who created the key. It has no session. */
export type ApiKeyPrincipal = Identity & {
  kind: 'api-key'
  keyId: string
  createdAtMs: number
  isServiceAccount: boolean
}

/** A service account with an access token. Its session is the public key that the token was issued for. */
export type ClientPrincipal = Identity & { kind: 'client'; sessionId: string; jti: string; issuedAtMs: number }

/** An operator who acts for a member, with an access token of the tenant. Its session is the impersonation. */
export type ImpersonationPrincipal = Identity & {
  kind: 'impersonation'
  sessionId: string
  jti: string
  issuedAtMs: number
}

/** An operator in the console. It has no tenant, and its member id is the id of the operator. */
export type OperatorPrincipal = Identity & {
  kind: 'operator'
  sessionId: string
  jti: string
  issuedAtMs: number
  amr: readonly string[]
  authenticatedAtMs: number
}

export type Principal = UserPrincipal | ApiKeyPrincipal | ClientPrincipal | ImpersonationPrincipal | OperatorPrincipal

/** The audience of the tokens of the operator console: none of them is a token of a tenant. */
export const consoleAudience = 'palisade-console'

/** The `tenant_id` of console tokens. It is not a UUID, so it cannot give access to the data of any tenant. */
export const noTenant = 'platform'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by layer 40 on endpoints that require credentials. */
    principal: Principal | null
    /** A key that was refused because it is disabled or has expired: its tenant can see that somebody still uses it. */
    endedKey: Pick<ApiKey, 'id' | 'tenantId'> | null
    /** The principal, on endpoints that cannot be called without one. */
    readonly caller: Principal
    /** The principal, on endpoints that only a person in a session can call. */
    readonly signedIn: UserPrincipal
    /** The principal, on endpoints that only an operator can call. */
    readonly operator: OperatorPrincipal
  }
}

/**
 * The id for limits and penalties. Each key of a member has its own, and an operator who acts for a member does not use up the
 * limits of that member.
 */
export function limitKeyOf(principal: Principal): string {
  if (principal.kind === 'client') return principal.sessionId
  return principal.kind === 'api-key' ? principal.keyId : principal.actorId
}

/** The id for idempotency keys. A program that rolls its API key between two attempts is the same caller. */
export function idempotencyOwnerOf(principal: Principal): string {
  return isServiceAccount(principal) ? principal.memberId : limitKeyOf(principal)
}

export function isServiceAccount(principal: Principal): boolean {
  return principal.kind === 'client' || (principal.kind === 'api-key' && principal.isServiceAccount)
}

/** Whether a person calls, as a member or as an operator. */
export function isPerson({ kind }: Principal): boolean {
  return kind === 'user' || kind === 'impersonation' || kind === 'operator'
}
