import type { Database } from '@palisade/db'
import type { KeyRing, TokenIssuer } from '@palisade/security/jwt'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import { createConsoleTokens } from '../access/console-tokens.ts'
import type { Config } from '../config.ts'
import type { Handlers } from '../http/endpoint-routes.ts'
import { operatorTrailHandlers } from './audit-log/operator-trail.ts'
import { auditLogHandlers } from './audit-log/routes.ts'
import { authHandlers } from './auth/routes.ts'
import { invitationHandlers } from './invitations/routes.ts'
import { memberHandlers } from './members/routes.ts'
import { impersonationHandlers } from './operator/impersonation-routes.ts'
import { operatorHandlers } from './operator/routes.ts'
import { orderFilterHandlers } from './order-filters/routes.ts'
import { orderImportHandlers } from './order-imports/routes.ts'
import { orderHandlers } from './orders/routes.ts'
import { programHandlers } from './programs/routes.ts'
import { reportHandlers } from './reports/routes.ts'
import { supportAccessHandlers } from './support-access/routes.ts'
import { systemHandlers } from './system/routes.ts'
import { publicBrandingHandlers } from './tenants/public-branding.ts'
import { tenantHandlers } from './tenants/routes.ts'
import { usageHandlers } from './usage/routes.ts'

type HandlerDeps = {
  config: Config
  db: Database
  keys: KeyRing
  admission: AdmissionStore
  isClosing: () => boolean
  tokenIssuer: TokenIssuer
  consoleTokenIssuer: TokenIssuer
}

/** Every resource: add a new one here. A declared endpoint without a handler is an error of types, and of the start. */
export function createHandlers(deps: HandlerDeps): Handlers {
  const consoleTokens = createConsoleTokens(deps.consoleTokenIssuer)
  return {
    ...authHandlers({ ...deps, consoleTokens }),
    ...memberHandlers(),
    ...invitationHandlers(deps),
    ...programHandlers(deps),
    ...orderHandlers(),
    ...orderFilterHandlers(),
    ...orderImportHandlers(),
    ...reportHandlers(),
    ...tenantHandlers(deps),
    ...publicBrandingHandlers(deps),
    ...usageHandlers(),
    ...auditLogHandlers(),
    ...supportAccessHandlers(),
    ...operatorTrailHandlers(),
    ...operatorHandlers({ ...deps, consoleTokens }),
    ...impersonationHandlers(deps),
    ...systemHandlers(deps),
  }
}
