import { passwordAsSent } from '@palisade/contracts'
import { verifyPassword } from '@palisade/security/credentials'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt } from './attempt-guard.ts'
import type { AuthDeps } from './deps.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { beginSession, subjectOf } from './session-store.ts'
import { lockUser } from './user-lock.ts'

export function signInHandlers(deps: AuthDeps): Handlers<'auth.sign-in'> {
  const { db, guards, devices, responses, challenges, sessionLifetimeMs: lifetimeMs } = deps
  return {
    'auth.sign-in': async (request, reply) => {
      const { password, refreshTokenIn = 'cookie' } = request.body
      const email = request.body.email.toLowerCase()
      const whose = { account: email, device: devices.find(request, email) }
      const judged = await attempt(request, guards.passwords, whose, async () => {
        const found = await db.forIdentity(tx => tx.user.findUnique({ where: { email }, include: { tenant: true } }))
        const isRight = await verifyPassword(password, found?.passwordHash, passwordAsSent)
        if (isRight && found && !found.disabledAt) return found
        const reason = found?.disabledAt ? 'disabled' : found ? 'password' : 'unknown-user'
        logSecurityEvent(request, 'auth.sign-in.failed', { ...(found && subjectOf(found)), reason })
        return undefined
      })
      if (!judged) throw new ProblemError('invalid-credentials')
      request.requireTenantOrigin(judged.tenantId)
      const opened = { client: refreshTokenIn, userAgent: request.headers['user-agent'] ?? '', lifetimeMs }
      const { user, begun } = await db.forIdentity(async tx => {
        const user = await lockUser(tx, judged.tenantId, judged.id)
        if (!user || user.passwordHash !== judged.passwordHash) throw new ProblemError('invalid-credentials')
        if (await hasSecondFactor(tx, user.id)) return { user }
        return { user, begun: await beginSession(tx, user, opened) }
      })
      if (!begun) {
        logSecurityEvent(request, 'second-factor.required', subjectOf(user))
        throw new ProblemError('second-factor-required', { challenge: await challenges.create(user) })
      }
      logSecurityEvent(request, 'auth.sign-in', subjectOf(user))
      return responses.signedIn(reply, user, begun, refreshTokenIn)
    },
  }
}
