import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { apiKeyHandlers } from './api-key-routes.ts'
import { clientKeyHandlers } from './client-key-routes.ts'
import { metadataHandlers } from './metadata.ts'
import { serviceAccountHandlers } from './service-account-routes.ts'
import { type ProgramDeps, tokenHandlers } from './token-endpoint.ts'

type ProgramEndpoints = EndpointsOf<'api-keys' | 'client-keys' | 'oauth' | 'service-accounts'>

/** The service accounts of a tenant, and what programs call with. */
export function programHandlers(deps: ProgramDeps): Handlers<ProgramEndpoints> {
  return {
    ...serviceAccountHandlers(),
    ...apiKeyHandlers(),
    ...clientKeyHandlers(deps),
    ...tokenHandlers(deps),
    ...metadataHandlers(deps.config),
  }
}
