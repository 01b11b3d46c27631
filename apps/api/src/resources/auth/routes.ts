import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { type AcceptEndpoints, acceptHandlers } from './accept-invitation.ts'
import { passwordHandlers } from './change-password.ts'
import { createTenantHandlers } from './create-tenant.ts'
import { type AuthParts, createAuthDeps } from './deps.ts'
import { findMember } from './member.ts'
import { membershipHandlers } from './memberships.ts'
import { ownSessionHandlers } from './own-sessions.ts'
import { refreshHandlers } from './refresh.ts'
import { resetHandlers } from './reset-password.ts'
import { codeHandlers } from './second-factor-codes.ts'
import { secondFactorHandlers } from './second-factor-settings.ts'
import { describeMember } from './session-responses.ts'
import { signInHandlers } from './sign-in.ts'
import { signUpHandlers } from './sign-up.ts'

/** Signing in, keeping a session, and the second factor. */
export function authHandlers(
  parts: AuthParts,
): Handlers<EndpointsOf<'auth' | 'second-factor' | 'sessions'> | AcceptEndpoints> {
  const deps = createAuthDeps(parts)
  const { db } = deps
  return {
    ...signUpHandlers(deps),
    ...signInHandlers(deps),
    ...refreshHandlers(deps),
    ...codeHandlers(deps),
    ...passwordHandlers(deps),
    ...resetHandlers(deps),
    ...secondFactorHandlers(deps),
    ...ownSessionHandlers(deps),
    ...membershipHandlers(deps),
    ...acceptHandlers(deps),
    ...createTenantHandlers(deps),

    'auth.who-am-i': async request => {
      const { tenantId, memberId } = request.signedIn
      return describeMember(await db.forIdentity(tx => findMember(tx, tenantId, memberId)))
    },
  }
}
