import { passwordAsSent } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { areOfOnePassword, verifyPassword } from '@palisade/security/credentials'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt } from './attempt-guard.ts'
import type { AuthDeps } from './deps.ts'
import { findMembersOf, subjectOf } from './member.ts'
import { chooseMember } from './memberships.ts'
import { renewInBackground } from './password-renewal.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { beginSession } from './session-store.ts'
import { lockMember } from './user-lock.ts'

export function signInHandlers(deps: AuthDeps): Handlers<'auth.sign-in'> {
  const { db, guards, devices, responses, challenges, sessionLifetimeMs: lifetimeMs } = deps
  return {
    'auth.sign-in': async (request, reply) => {
      const { password, refreshTokenIn = 'cookie' } = request.body
      const email = request.body.email.toLowerCase()
      const whose = { account: email, device: devices.find(request, email) }
      const judged = await attempt(request, guards.passwords, whose, async () => {
        const found = await findByEmail(db, email)
        const isRight = await verifyPassword(password, found?.passwordHash, passwordAsSent)
        if (isRight && found?.members[0]) return found.members
        const reason = !found ? 'unknown-user' : found.members[0] ? 'password' : 'disabled'
        logSecurityEvent(request, 'auth.sign-in.failed', {
          ...(found?.members[0] && subjectOf(found.members[0])),
          reason,
        })
        return undefined
      })
      const chosen = judged && chooseMember(request, judged, undefined)
      if (!chosen) throw new ProblemError('invalid-credentials')
      const opened = { client: refreshTokenIn, userAgent: request.headers['user-agent'] ?? '', lifetimeMs }
      const { member, begun } = await db.forIdentity(async tx => {
        const member = await lockMember(tx, chosen.tenantId, chosen.id)
        if (!member || !areOfOnePassword(member.passwordHash, chosen.passwordHash)) {
          throw new ProblemError('invalid-credentials')
        }
        if (await hasSecondFactor(tx, member.userId)) return { member }
        return { member, begun: await beginSession(tx, member, opened) }
      })
      renewInBackground(request, db, chosen, password)
      if (!begun) {
        logSecurityEvent(request, 'second-factor.required', subjectOf(member))
        throw new ProblemError('second-factor-required', { challenge: await challenges.create(member) })
      }
      logSecurityEvent(request, 'auth.sign-in', subjectOf(member))
      return responses.signedIn(reply, member, begun, refreshTokenIn)
    },
  }
}

async function findByEmail(db: Database, email: string) {
  return db.forIdentity(async tx => {
    const user = await tx.user.findUnique({ where: { email } })
    return user && { passwordHash: user.passwordHash, members: await findMembersOf(tx, user.id) }
  })
}
