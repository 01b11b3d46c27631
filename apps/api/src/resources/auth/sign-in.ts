import { passwordAsSent } from '@palisade/contracts'
import { verifyPassword } from '@palisade/security/credentials'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt, createSignInGuard } from './attempt-guard.ts'
import type { AuthDeps } from './deps.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { beginSession, subjectOf } from './session-store.ts'

export function signInHandlers(deps: AuthDeps): Handlers<'auth.sign-in'> {
  const { db, admission, devices, responses, challenges, sessionLifetimeMs: lifetimeMs } = deps
  const guard = createSignInGuard(admission)
  return {
    'auth.sign-in': async (request, reply) => {
      const { password, refreshTokenIn = 'cookie' } = request.body
      const email = request.body.email.toLowerCase()
      const whose = { account: email, device: devices.find(request, email) }
      const user = await attempt(request, guard, whose, async () => {
        const found = await db.forIdentity(tx => tx.user.findUnique({ where: { email }, include: { tenant: true } }))
        const isRight = await verifyPassword(password, found?.passwordHash, passwordAsSent)
        if (isRight && found && !found.disabledAt) return found
        const reason = found?.disabledAt ? 'disabled' : found ? 'password' : 'unknown-user'
        logSecurityEvent(request, 'auth.sign-in.failed', { ...(found && subjectOf(found)), reason })
        return undefined
      })
      if (!user) throw new ProblemError('invalid-credentials')
      request.requireTenantOrigin(user.tenantId)
      if (await db.forIdentity(tx => hasSecondFactor(tx, user.id))) {
        logSecurityEvent(request, 'second-factor.asked', subjectOf(user))
        throw new ProblemError('second-factor-required', { challenge: await challenges.create(user) })
      }
      const opened = { client: refreshTokenIn, userAgent: request.headers['user-agent'] ?? '', lifetimeMs }
      const begun = await db.forIdentity(tx => beginSession(tx, user, opened))
      logSecurityEvent(request, 'auth.sign-in', subjectOf(user))
      return responses.signedIn(reply, user, begun, refreshTokenIn)
    },
  }
}
