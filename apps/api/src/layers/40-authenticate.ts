import { apiKeyFormat, type Role, realm, type Scope } from '@palisade/contracts'
import { type AccessClaims, bearerChallenge, readBearerToken, type TokenVerifier } from '@palisade/security/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiKey, ApiKeyLookup } from '../access/api-key-lookup.ts'
import type { ApiKeyPrincipal, Principal, UserPrincipal } from '../access/principal.ts'
import { invalidToken } from '../http/access-problems.ts'
import { addLayer } from '../http/layer.ts'
import { ProblemError } from '../http/problem.ts'

/**
 * `Authorization: Bearer` carries an access token, which costs only processor time, or an API key, which has a
 * prefix and is looked up behind a cache. A credential in another format costs no query.
 */
export function authenticate(app: FastifyInstance, { tokens, apiKeys }: Options): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('caller', {
    getter() {
      if (!this.principal) throw new Error(`${this.endpoint?.id} reads its caller and is public`)
      return this.principal
    },
  })
  app.decorateRequest('signedIn', {
    getter() {
      if (this.principal?.kind !== 'user')
        throw new Error(`${this.endpoint?.id} reads a session and does not require one`)
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
    memberId: sub,
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
  const { memberId, tenantId, role, scopes, membershipVersion, createdAtMs } = key
  return { kind: 'api-key', keyId, memberId, tenantId, role, scopes, membershipVersion, createdAtMs }
}
