import type { Database } from '@palisade/db'
import type { KeyRing, TokenIssuer } from '@palisade/security/jwt'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import type { Config } from '../config.ts'
import type { Handlers } from '../http/endpoint-routes.ts'
import { apiKeyHandlers } from './api-keys/routes.ts'
import { authHandlers } from './auth/routes.ts'
import { invitationHandlers } from './invitations/routes.ts'
import { memberHandlers } from './members/routes.ts'
import { orderHandlers } from './orders/routes.ts'
import { reportHandlers } from './reports/routes.ts'
import { systemHandlers } from './system/routes.ts'
import { tenantHandlers } from './tenants/routes.ts'

type HandlerDeps = {
  config: Config
  db: Database
  keys: KeyRing
  admission: AdmissionStore
  isClosing: () => boolean
  tokenIssuer: TokenIssuer
}

/** Every resource: add a new one here. A declared endpoint without a handler is an error of types, and of the start. */
export function createHandlers(deps: HandlerDeps): Handlers {
  return {
    ...authHandlers(deps),
    ...memberHandlers(),
    ...invitationHandlers(deps),
    ...apiKeyHandlers(),
    ...orderHandlers(),
    ...reportHandlers(),
    ...tenantHandlers(deps),
    ...systemHandlers(deps),
  }
}
