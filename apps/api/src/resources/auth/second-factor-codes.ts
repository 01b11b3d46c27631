import type { IdentityDb } from '@palisade/db'
import { invalidToken } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'
import type { Challenged } from './challenges.ts'
import { requireCookiePage } from './cookie-pages.ts'
import type { AuthDeps } from './deps.ts'
import { findMember, type Member } from './member.ts'
import { openByCode, refuseCode } from './open-by-code.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { beginSession, clientOf, describeNewSession, noteSecondFactor } from './session-store.ts'
import { lockMember, lockSignedIn } from './user-lock.ts'

type CodeEndpoints = 'second-factor.answer' | 'second-factor.step-up'

/** The endpoints that take a code: at the end of a sign-in, and before a sensitive operation. */
export function codeHandlers(deps: AuthDeps): Handlers<CodeEndpoints> {
  const { db, responses, challenges } = deps

  return {
    'second-factor.answer': async (request, reply) => {
      requireCookiePage(request)
      const { challenge, code } = request.body
      const challenged = await challenges.read(challenge)
      if (!challenged) throw invalidToken()
      const { memberId, tenantId } = challenged
      request.requireTenantOrigin(tenantId)
      const { userId } = await db.forIdentity(tx => findMember(tx, tenantId, memberId))
      const lock = (tx: IdentityDb) => lockChallenged(tx, challenged)
      const opened = await openByCode(deps, request, { userId, code, lock }, async (tx, member) => {
        const session = {
          ...describeNewSession(request, deps),
          method: 'second-factor' as const,
          secondFactorAt: new Date(),
          challenge: challenged.id,
        }
        return { member, begun: await beginSession(request, tx, member, session) }
      })
      if (!opened) throw refuseCode(request, { subject: memberId, tenant: tenantId })
      const { member, begun } = opened
      return responses.signedIn(reply, member, begun, clientOf(request.body))
    },

    'second-factor.step-up': async request => {
      const { tenantId, memberId, sessionId } = request.signedIn
      const { userId } = await db.forIdentity(async tx => {
        const member = await findMember(tx, tenantId, memberId)
        if (!(await hasSecondFactor(tx, member.userId))) throw new ProblemError('no-second-factor')
        return member
      })
      const lock = (tx: IdentityDb) => lockSignedIn(tx, request.signedIn)
      const opened = await openByCode(deps, request, { userId, code: request.body.code, lock }, async (tx, member) => {
        audit(request, tx, 'second-factor.step-up', { object: sessionId })
        return { member, session: await noteSecondFactor(tx, sessionId) }
      })
      if (!opened) throw refuseCode(request)
      return responses.withoutRefresh(opened.member, opened.session)
    },
  }
}

async function lockChallenged(db: IdentityDb, challenged: Challenged): Promise<Member> {
  const { id: challenge, tenantId, memberId, membershipVersion } = challenged
  const member = await lockMember(db, tenantId, memberId)
  if (!member || member.membershipVersion !== membershipVersion) throw invalidToken()
  // Under the lock of the user, no other request opens a session with the same challenge.
  if (await db.session.count({ where: { challenge } })) throw invalidToken()
  return member
}
