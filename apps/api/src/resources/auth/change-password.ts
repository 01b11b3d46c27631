import { passwordAsSent } from '@palisade/contracts'
import { hashPassword, verifyPassword } from '@palisade/security/credentials'
import { invalidToken, requireRecentSecondFactor } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt, createSignInGuard } from './attempt-guard.ts'
import type { AuthDeps } from './deps.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { findUser } from './session-store.ts'

export function passwordHandlers({ db, responses, admission, revocation }: AuthDeps): Handlers<'auth.change-password'> {
  const guard = createSignInGuard(admission)
  return {
    'auth.change-password': async request => {
      const { tenantId, userId, sessionId } = request.signedIn
      const { user, isProtected } = await db.forIdentity(async tx => ({
        user: await findUser(tx, tenantId, userId),
        isProtected: await hasSecondFactor(tx, userId),
      }))
      if (isProtected) requireRecentSecondFactor(request.signedIn)
      const { password, newPassword } = request.body
      const whose = { account: user.email, device: sessionId }
      const isRight = await attempt(
        request,
        guard,
        whose,
        async () => (await verifyPassword(password, user.passwordHash, passwordAsSent)) || undefined,
      )
      if (!isRight) throw new ProblemError('invalid-credentials')
      const passwordHash = await hashPassword(newPassword, { ...passwordAsSent, isMember: true })
      const session = await db.forIdentity(async tx => {
        // The password that was judged: of two changes at the same moment, the second one has to know the new one.
        const judged = { id: userId, passwordHash: user.passwordHash }
        const { count } = await tx.user.updateMany({ where: judged, data: { passwordHash } })
        if (count === 0) throw new ProblemError('invalid-credentials')
        const live = { tenantId, userId, revokedAt: null, expiresAt: { gt: new Date() } }
        const own = await tx.session.findFirst({ where: { ...live, id: sessionId } })
        if (!own) throw invalidToken()
        await revocation.endOtherSessions(tx, live, sessionId)
        return own
      })
      logSecurityEvent(request, 'auth.password-changed')
      return responses.withoutRefresh(user, session)
    },
  }
}
