import type { Role, Scope } from '@palisade/contracts'
import { bearerChallenge, readBearerToken, type TokenVerifier } from '@palisade/security/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiKeyLookup } from '../api-key-lookup.ts'
import { ProblemError } from '../problem.ts'

/** Whom the request acts for, and what it may do. */
type Identity = {
  userId: string
  tenantId: string
  role: Role
  scopes: readonly Scope[]
}

/** A person in a session, as the verified access token says. */
export type UserPrincipal = Identity & {
  kind: 'user'
  sessionId: string
  jti: string
  issuedAtMs: number
  membershipVersion: number
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

export const realm = 'palisade'

/**
 * `Authorization: Bearer` carries an access token, which costs processor time alone, or an API key, which is told by its
 * `pk_` and looked up behind a cache. No store is asked for what cannot be ours.
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

  app.addHook('onRequest', async request => {
    const access = request.endpoint?.access
    if (!access || access === 'public' || access === 'refresh-token') return

    const credential = readBearerToken(request.headers.authorization)
    if (!credential) {
      throw new ProblemError('unauthenticated', { headers: { 'www-authenticate': bearerChallenge(realm) } })
    }
    request.principal = credential.startsWith('pk_')
      ? await readApiKey(request, apiKeys, credential)
      : await readAccessToken(request, tokens, credential)
  })
}

type Options = { tokens: TokenVerifier; apiKeys: ApiKeyLookup }

async function readAccessToken({ log }: FastifyRequest, tokens: TokenVerifier, token: string): Promise<UserPrincipal> {
  const verified = await tokens.verify(token)
  if (!verified.ok) {
    log.warn({ event: 'token.refused', reason: verified.reason }, 'token refused')
    throw invalidToken()
  }
  const { sub, tenant_id, sid = '', role, scope, jti, iat, mv = 0, amr = [], auth_time = 0 } = verified.claims
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

async function readApiKey({ ip, log }: FastifyRequest, apiKeys: ApiKeyLookup, text: string): Promise<ApiKeyPrincipal> {
  const found = await apiKeys(text, ip)
  if (found.ok) {
    const { id: keyId, userId, tenantId, role, scopes, createdAtMs } = found.key
    return { kind: 'api-key', keyId, userId, tenantId, role, scopes, createdAtMs }
  }
  log.warn({ event: 'api-key.refused', reason: found.reason, ip }, 'API key refused')
  if (found.reason === 'too-many-unknown') throw new ProblemError('quota-exceeded', { headers: { 'retry-after': '1' } })
  throw invalidToken()
}

/** One answer for forged, expired and revoked credentials: which it was is for the log. */
export function invalidToken(): ProblemError {
  const challenge = bearerChallenge(realm, { error: 'invalid_token' })
  return new ProblemError('invalid-token', { headers: { 'www-authenticate': challenge } })
}
