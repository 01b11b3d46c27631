import { passwordAsSent } from '@palisade/contracts'
import { hashPassword } from '@palisade/security/credentials'
import { requireRecentSecondFactor } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import type { AuthDeps } from './deps.ts'
import { requirePassword } from './require-password.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { endSessionsOf } from './session-ends.ts'
import { findUser } from './session-store.ts'
import { lockSignedIn } from './user-lock.ts'

export function passwordHandlers({ db, responses, guards }: AuthDeps): Handlers<'auth.change-password'> {
  return {
    'auth.change-password': async request => {
      const { tenantId, userId, sessionId } = request.signedIn
      const { user, isProtected } = await db.forIdentity(async tx => ({
        user: await findUser(tx, tenantId, userId),
        isProtected: await hasSecondFactor(tx, userId),
      }))
      if (isProtected) requireRecentSecondFactor(request.signedIn)
      const { password, newPassword } = request.body
      await requirePassword(request, guards.passwords, user, password)
      const passwordHash = await hashPassword(newPassword, { ...passwordAsSent, isMember: true })
      const changed = await db.forIdentity(async tx => {
        const current = await lockSignedIn(tx, request.signedIn)
        // Both may have changed while the passwords were hashed.
        if (current.passwordHash !== user.passwordHash) throw new ProblemError('invalid-credentials')
        if (await hasSecondFactor(tx, userId)) requireRecentSecondFactor(request.signedIn)
        await tx.user.update({ where: { id: userId }, data: { passwordHash } })
        const membershipVersion = await endSessionsOf(tx, current, sessionId)
        const session = await tx.session.findUniqueOrThrow({ where: { id: sessionId } })
        return { user: { ...current, membershipVersion }, session }
      })
      logSecurityEvent(request, 'auth.password-changed')
      return responses.withoutRefresh(changed.user, changed.session)
    },
  }
}
