import type { ConsoleTokens } from '../../access/console-tokens.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { type AcceptEndpoints, acceptHandlers } from './accept-invitation.ts'
import { emailHandlers } from './change-email.ts'
import { passwordHandlers } from './change-password.ts'
import { createTenantHandlers } from './create-tenant.ts'
import { type AuthParts, createAuthDeps } from './deps.ts'
import { consoleEntryHandlers } from './enter-console.ts'
import { linkHandlers } from './mailed-links.ts'
import { findMember } from './member.ts'
import { membershipHandlers } from './memberships.ts'
import { ownSessionHandlers } from './own-sessions.ts'
import { refreshHandlers } from './refresh.ts'
import { logRefusedLinks } from './refused-links.ts'
import { resetHandlers } from './reset-password.ts'
import { codeHandlers } from './second-factor-codes.ts'
import { secondFactorHandlers } from './second-factor-settings.ts'
import { describeMember } from './session-responses.ts'
import { signInHandlers } from './sign-in.ts'
import { signUpHandlers } from './sign-up.ts'

/** Signing in, keeping a session, and the second factor. */
export function authHandlers(
  parts: AuthParts & { consoleTokens: ConsoleTokens },
): Handlers<EndpointsOf<'auth' | 'second-factor' | 'sessions'> | AcceptEndpoints | 'operator.enter'> {
  const deps = createAuthDeps(parts)
  const { db } = deps
  const byMailedLink = {
    ...signUpHandlers(deps),
    ...resetHandlers(deps),
    ...emailHandlers(deps),
    ...linkHandlers(deps),
    ...acceptHandlers(deps),
  }
  return {
    ...logRefusedLinks(byMailedLink),
    ...signInHandlers(deps),
    ...refreshHandlers(deps),
    ...codeHandlers(deps),
    ...consoleEntryHandlers(deps, parts.consoleTokens),
    ...passwordHandlers(deps),
    ...secondFactorHandlers(deps),
    ...ownSessionHandlers(deps),
    ...membershipHandlers(deps),
    ...createTenantHandlers(deps),

    'auth.who-am-i': async request => {
      const { tenantId, memberId } = request.signedIn
      return describeMember(await db.forIdentity(tx => findMember(tx, tenantId, memberId)))
    },
  }
}
