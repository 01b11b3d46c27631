import { clientCredentials, type Scope, serviceRole } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import type { TokenIssuer } from '@palisade/security/jwt'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import type { Config } from '../../config.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { createClientAuthentication } from './client-authentication.ts'

export type ProgramDeps = { config: Config; db: Database; admission: AdmissionStore; tokenIssuer: TokenIssuer }

export function tokenHandlers({ config, tokenIssuer, ...deps }: ProgramDeps): Handlers<'oauth.token'> {
  const authenticate = createClientAuthentication({ ...deps, audience: config.publicOrigin })
  return {
    'oauth.token': async request => {
      const { grant_type, client_assertion, client_id, scope } = request.body
      if (grant_type !== clientCredentials) throw new ProblemError('unsupported-grant-type')
      const client = await authenticate(request, client_assertion, client_id)
      const { accountId, tenantId, keyId: sessionId, membershipVersion } = client
      const granted = grantScopes(client.scopes, scope)
      const { token, expiresAtMs } = await tokenIssuer.issue({
        sub: accountId,
        clientId: accountId,
        tenantId,
        role: serviceRole,
        scope: granted,
        sessionId,
        membershipVersion,
      })
      logSecurityEvent(request, 'oauth.token', { subject: accountId, tenant: tenantId, object: sessionId })
      return {
        access_token: token,
        token_type: 'Bearer' as const,
        expires_in: Math.floor((expiresAtMs - Date.now()) / 1_000),
        scope: granted.join(' '),
      }
    },
  }
}

/**
 * Least privilege: a client may ask for less than it has, and gets no token when it asks for more.
 * @throws ProblemError `invalid-scope`
 */
function grantScopes(held: readonly Scope[], asked: string | undefined): readonly Scope[] {
  if (asked === undefined) return held
  const wanted = new Set(asked.split(' '))
  const granted = held.filter(scope => wanted.has(scope))
  if (granted.length < wanted.size) throw new ProblemError('invalid-scope')
  return granted
}
