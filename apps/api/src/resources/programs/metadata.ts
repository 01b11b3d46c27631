import { apiKeyScopes, clientAuthentication, clientCredentials, docsPath, endpoints } from '@palisade/contracts'
import { algorithms } from '@palisade/security/jwt'
import type { Config } from '../../config.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'

/**
 * The metadata of the authorization server. `response_types_supported` is left out, as RFC 8414 section 3.2 requires of a list
 * without an element: there is no authorization endpoint.
 */
export function metadataHandlers({
  publicOrigin: issuer,
  apiOrigin,
}: Pick<Config, 'publicOrigin' | 'apiOrigin'>): Handlers<'oauth.metadata'> {
  return {
    'oauth.metadata': async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return {
        issuer,
        token_endpoint: apiOrigin + endpoints['oauth.token'].path,
        jwks_uri: apiOrigin + endpoints['system.keys'].path,
        grant_types_supported: [clientCredentials],
        token_endpoint_auth_methods_supported: [clientAuthentication],
        token_endpoint_auth_signing_alg_values_supported: [...algorithms],
        scopes_supported: [...apiKeyScopes],
        service_documentation: issuer + docsPath,
      }
    },
  }
}
