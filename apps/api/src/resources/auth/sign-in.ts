import { passwordAsSent } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { areOfOnePassword, verifyPassword } from '@palisade/security/credentials'
import { attempt } from '../../http/attempt-guard.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { requireCookiePage } from './cookie-pages.ts'
import type { AuthDeps } from './deps.ts'
import { findMembersOf, subjectOf } from './member.ts'
import { chooseMember } from './memberships.ts'
import { renewInBackground } from './password-renewal.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { beginSession, clientOf, describeNewSession } from './session-store.ts'
import { lockMember } from './user-lock.ts'

type SignIn = Parameters<Handlers['auth.sign-in']>[0]

export function signInHandlers(deps: AuthDeps): Handlers<'auth.sign-in'> {
  const { db, guards, devices, responses, challenges } = deps
  return {
    'auth.sign-in': async (request, reply) => {
      requireCookiePage(request)
      const { password } = request.body
      const email = request.body.email.toLowerCase()
      const whose = { account: email, device: devices.find(request, email) }
      const judged = await attempt(request, guards.passwords, whose, () => judge(request, db, email))
      const chosen = judged && chooseMember(request, judged.members, undefined)
      if (!chosen) throw new ProblemError('invalid-credentials')
      const { member, begun } = await db.forIdentity(async tx => {
        const member = await lockMember(tx, chosen.tenantId, chosen.id)
        if (!member || !areOfOnePassword(member.passwordHash, judged.passwordHash)) {
          throw new ProblemError('invalid-credentials')
        }
        if (await hasSecondFactor(tx, member.userId)) return { member }
        const session = { ...describeNewSession(request, deps), method: 'password' } as const
        return { member, begun: await beginSession(request, tx, member, session) }
      })
      renewInBackground(request, db, { ...chosen, passwordHash: judged.passwordHash }, password)
      if (!begun) {
        logSecurityEvent(request, 'second-factor.required', subjectOf(member))
        throw new ProblemError('second-factor-required', { challenge: await challenges.create(member) })
      }
      return responses.signedIn(reply, member, begun, clientOf(request.body))
    },
  }
}

/** The memberships of the account, and the hash that the password was compared with. */
async function judge(request: SignIn, db: Database, email: string) {
  const user = await db.forIdentity(tx => tx.user.findUnique({ where: { email } }))
  const isRight = await verifyPassword(request.body.password, user?.passwordHash, passwordAsSent)
  // Not before: an address with an account must cost no more than one without.
  const members = user && isRight ? await db.forIdentity(tx => findMembersOf(tx, user.id)) : []
  if (user && members.length > 0) return { passwordHash: user.passwordHash, members }
  const reason = !user ? 'unknown-user' : isRight ? 'disabled' : 'password'
  // Beside the response, for the same reason.
  logFailure(request, db, user?.id, reason).catch((err: unknown) =>
    request.log.warn({ err }, 'failed sign-in not logged'),
  )
  return undefined
}

async function logFailure(request: SignIn, db: Database, userId: string | undefined, reason: string): Promise<void> {
  const [member] = userId ? await db.forIdentity(tx => findMembersOf(tx, userId)) : []
  logSecurityEvent(request, 'auth.sign-in.failed', { ...(member && subjectOf(member)), user: userId, reason })
}
