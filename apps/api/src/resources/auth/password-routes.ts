import { passwordAsSent } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { hashPassword, verifyPassword } from '@palisade/security/credentials'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import type { AccessRevocation } from '../../access/access-revocation.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { invalidToken } from '../../layers/40-authenticate.ts'
import { requireRecentSecondFactor } from '../../layers/60-authorize.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt, createSignInGuard } from './attempt-guard.ts'
import { hasSecondFactor } from './second-factor.ts'
import type { SessionAnswers } from './session-answer.ts'
import { findUser } from './sessions.ts'

type Needs = { db: Database; answers: SessionAnswers; admission: AdmissionStore; revocation: AccessRevocation }

export function passwordHandlers({ db, answers, admission, revocation }: Needs): Handlers<'auth.change-password'> {
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
      return answers.withoutRefresh(user, session)
    },
  }
}
