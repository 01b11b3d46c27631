import { apiKeyFormat, impersonationScopes, type Role, realm, type Scope, serviceRole } from '@palisade/contracts'
import { type AccessClaims, bearerChallenge, readBearerToken, type TokenVerifier } from '@palisade/security/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiKey, ApiKeyLookup } from '../access/api-key-lookup.ts'
import {
  type ApiKeyPrincipal,
  type ClientPrincipal,
  consoleAudience,
  type ImpersonationPrincipal,
  type OperatorPrincipal,
  type Principal,
  type UserPrincipal,
} from '../access/principal.ts'
import { invalidToken } from '../http/access-problems.ts'
import { addLayer } from '../http/layer.ts'
import { ProblemError } from '../http/problem.ts'

/**
 * `Authorization: Bearer` carries an access token, of a person or a service account, or an API key. A token costs only
 * processor time; a key has a prefix and is looked up behind a cache. A credential in another format costs no query.
 */
export function authenticate(app: FastifyInstance, { tokens, apiKeys }: Options): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('endedKey', null)
  app.decorateRequest('caller', {
    getter() {
      if (!this.principal) throw new Error(`${this.endpoint?.id} is public, so it has no caller to read`)
      return this.principal
    },
  })
  app.decorateRequest('signedIn', {
    getter() {
      if (this.principal?.kind !== 'user')
        throw new Error(`${this.endpoint?.id} reads the session, but does not require one`)
      return this.principal
    },
  })

  app.decorateRequest('operator', {
    getter() {
      if (this.principal?.kind !== 'operator')
        throw new Error(`${this.endpoint?.id} reads an operator and does not require one`)
      return this.principal
    },
  })

  const keep = (request: FastifyRequest, principal: Principal): void => {
    request.principal = principal
  }

  addLayer(app, 'authenticate', request => {
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

/** A repeated token has the same claims object, and a cached key the same entry, so both can be keys of a WeakMap. */
const principals = new WeakMap<AccessClaims | ApiKey, Principal>()

/** One object for each token, so that values derived from a principal can be cached with it. */
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

function readAccessToken({ ip, log }: FastifyRequest, tokens: TokenVerifier, token: string): Principal {
  const verified = tokens.verify(token)
  if (verified.ok) return remember(verified.claims, toCaller)
  log.warn({ event: 'token.refused', reason: verified.reason, ip }, 'token refused')
  throw invalidToken(verified.reason)
}

async function readApiKey(request: FastifyRequest, apiKeys: ApiKeyLookup, text: string): Promise<Principal> {
  const { ip, log } = request
  const found = await apiKeys(text, ip)
  if (found.ok) return remember(found.key, toProgram)
  request.endedKey = found.key ?? null
  log.warn({ event: 'api-key.refused', reason: found.reason, ip }, 'API key refused')
  if (found.reason === 'too-many-unknown') throw new ProblemError('quota-exceeded', { headers: { 'retry-after': '1' } })
  throw invalidToken(found.reason)
}

/** The audience tells a token of the console from those of tenants, and `act` one of an operator who acts for a member. */
function toCaller(claims: AccessClaims): Principal {
  if (claims.aud === consoleAudience) return toOperator(claims)
  if (claims.act) return toImpersonation(claims, claims.act.sub)
  return claims.role === serviceRole ? toClient(claims) : toUser(claims)
}

/** What the principals of all access tokens have in common. */
function readClaims({ sub, tenant_id, sid = '', scope, jti, iat, mv = 0 }: AccessClaims) {
  return {
    memberId: sub,
    actorId: sub,
    tenantId: tenant_id,
    sessionId: sid,
    scopes: scope.split(' ') as Scope[],
    jti,
    issuedAtMs: iat * 1_000,
    membershipVersion: mv,
  }
}

function readAuthentication({ amr = [], auth_time = 0 }: AccessClaims) {
  return { amr, authenticatedAtMs: auth_time * 1_000 }
}

function toUser(claims: AccessClaims): UserPrincipal {
  return { kind: 'user', ...readClaims(claims), ...readAuthentication(claims), role: claims.role as Role }
}

function toOperator(claims: AccessClaims): OperatorPrincipal {
  return { kind: 'operator', ...readClaims(claims), ...readAuthentication(claims) }
}

/** Removes every scope that an operator may never use for a member, whatever the token says. */
function toImpersonation(claims: AccessClaims, actorId: string): ImpersonationPrincipal {
  const { scopes, ...read } = readClaims(claims)
  return {
    kind: 'impersonation',
    ...read,
    actorId,
    scopes: impersonationScopes.filter(scope => scopes.includes(scope)),
  }
}

function toClient(claims: AccessClaims): ClientPrincipal {
  return { kind: 'client', ...readClaims(claims) }
}

function toProgram({ id: keyId, ...key }: ApiKey): ApiKeyPrincipal {
  const { memberId, tenantId, scopes, membershipVersion, createdAtMs, isServiceAccount } = key
  const identity = { memberId, actorId: memberId, tenantId, scopes, membershipVersion }
  return { kind: 'api-key', keyId, ...identity, createdAtMs, isServiceAccount }
}
