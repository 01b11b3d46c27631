import { apiKeyFormat, type Role, realm, type Scope } from '@palisade/contracts'
import { type AccessClaims, bearerChallenge, readBearerToken, type TokenVerifier } from '@palisade/security/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiKey, ApiKeyLookup } from '../access/api-key-lookup.ts'
import { ProblemError } from '../http/problem.ts'
import { addLayer } from './in-order.ts'

/** Whom the request acts for, and what it may do. */
type Identity = {
  userId: string
  tenantId: string
  role: Role
  scopes: readonly Scope[]
  /** Counts the changes of role and state of the member. */
  membershipVersion: number
}

/** A person in a session, as the verified access token says. */
export type UserPrincipal = Identity & {
  kind: 'user'
  sessionId: string
  jti: string
  issuedAtMs: number
  /** How the person signed in (RFC 8176), and when a factor was last shown. */
  amr: readonly string[]
  authenticatedAtMs: number
}

/** A program, which acts for the member who created its key. It has no session. */
export type ApiKeyPrincipal = Identity & { kind: 'api-key'; keyId: string; createdAtMs: number }

export type Principal = UserPrincipal | ApiKeyPrincipal

declare module 'fastify' {
  interface FastifyRequest {
    /** Set behind this layer, on endpoints that ask for credentials. */
    principal: Principal | null
    /** The principal, where the endpoint cannot be called without one. */
    readonly caller: Principal
    /** The same, where it has to be a person in a session. */
    readonly signedIn: UserPrincipal
  }
}

/** Its own limits, penalties and idempotency keys are kept under this id: two programs of one owner share none of them. */
export function limitKeyOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.userId : principal.keyId
}

/**
 * `Authorization: Bearer` carries an access token, which costs processor time alone, or an API key, which has a
 * prefix and is looked up behind a cache. No store is asked for what cannot be ours.
 */
export function authenticate(app: FastifyInstance, { tokens, apiKeys }: Options): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('caller', {
    getter() {
      if (!this.principal) throw new Error(`${this.endpoint?.id} asks for its caller and lets anyone call`)
      return this.principal
    },
  })
  app.decorateRequest('signedIn', {
    getter() {
      if (this.principal?.kind !== 'user') throw new Error(`${this.endpoint?.id} asks for a session and needs none`)
      return this.principal
    },
  })

  const keep = (request: FastifyRequest, principal: Principal): void => {
    request.principal = principal
  }

  addLayer(app, request => {
    const access = request.endpoint?.access
    if (!access || access === 'public' || access === 'refresh-token') return

    const credential = readBearerToken(request.headers.authorization)
    if (!credential) {
      throw new ProblemError('unauthenticated', { headers: { 'www-authenticate': bearerChallenge(realm) } })
    }
    return credential.startsWith(apiKeyFormat.prefix)
      ? readApiKey(request, apiKeys, credential).then(principal => keep(request, principal))
      : keep(request, readAccessToken(request, tokens, credential))
  })
}

type Options = { tokens: TokenVerifier; apiKeys: ApiKeyLookup }

/** The claims of a token that is seen again are the same object, and so is what is known of a key. */
const principals = new WeakMap<AccessClaims | ApiKey, Principal>()

/** Once for each, so that whatever else depends on a principal alone can be remembered with it. */
function remember<Source extends AccessClaims | ApiKey>(
  source: Source,
  toPrincipal: (source: Source) => Principal,
): Principal {
  const known = principals.get(source)
  if (known) return known
  const principal = Object.freeze(toPrincipal(source))
  principals.set(source, principal)
  return principal
}

function readAccessToken({ log }: FastifyRequest, tokens: TokenVerifier, token: string): Principal {
  const verified = tokens.verify(token)
  if (verified.ok) return remember(verified.claims, toUser)
  log.warn({ event: 'token.refused', reason: verified.reason }, 'token refused')
  throw invalidToken(verified.reason)
}

async function readApiKey({ ip, log }: FastifyRequest, apiKeys: ApiKeyLookup, text: string): Promise<Principal> {
  const found = await apiKeys(text, ip)
  if (found.ok) return remember(found.key, toProgram)
  log.warn({ event: 'api-key.refused', reason: found.reason, ip }, 'API key refused')
  if (found.reason === 'too-many-unknown') throw new ProblemError('quota-exceeded', { headers: { 'retry-after': '1' } })
  throw invalidToken(found.reason)
}

function toUser(claims: AccessClaims): UserPrincipal {
  const { sub, tenant_id, sid = '', role, scope, jti, iat, mv = 0, amr = [], auth_time = 0 } = claims
  return {
    kind: 'user',
    userId: sub,
    tenantId: tenant_id,
    sessionId: sid,
    role: role as Role,
    scopes: scope.split(' ') as Scope[],
    jti,
    issuedAtMs: iat * 1_000,
    membershipVersion: mv,
    amr,
    authenticatedAtMs: auth_time * 1_000,
  }
}

function toProgram({ id: keyId, ...key }: ApiKey): ApiKeyPrincipal {
  const { userId, tenantId, role, scopes, membershipVersion, createdAtMs } = key
  return { kind: 'api-key', keyId, userId, tenantId, role, scopes, membershipVersion, createdAtMs }
}

/** One answer for forged, expired and revoked credentials: which it was is for the log. */
export function invalidToken(reason?: string): ProblemError {
  const challenge = bearerChallenge(realm, { error: 'invalid_token' })
  return new ProblemError('invalid-token', { headers: { 'www-authenticate': challenge }, reason })
}
