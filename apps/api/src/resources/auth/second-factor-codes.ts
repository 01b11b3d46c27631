import type { IdentityDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { invalidToken } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt } from './attempt-guard.ts'
import type { Challenged } from './challenges.ts'
import type { AuthDeps } from './deps.ts'
import { findMember, type Member } from './member.ts'
import { hasSecondFactor, useCode } from './second-factor-store.ts'
import { beginSession, clientOf, describeNewSession, noteSecondFactor } from './session-store.ts'
import { lockMember, lockSignedIn } from './user-lock.ts'

type CodeEndpoints = 'second-factor.answer' | 'second-factor.step-up'

/** The endpoints that take a code: at the end of a sign-in, and before a sensitive operation. */
export function codeHandlers(deps: AuthDeps): Handlers<CodeEndpoints> {
  const { db, responses, guards, challenges, dataKey } = deps

  /**
   * In one transaction with what the code opens: where that fails, the code is not used up. `lock` comes first, and throws
   * when the user may not show a code.
   */
  const open = <Opened extends object>(
    request: FastifyRequest,
    { userId, code, lock }: { userId: string; code: string; lock: (tx: IdentityDb) => Promise<Member> },
    work: (tx: IdentityDb, member: Member) => Promise<Opened>,
  ) =>
    attempt(request, guards.codes, { account: userId }, () =>
      db.forIdentity(async tx => {
        const member = await lock(tx)
        return (await useCode(tx, { userId, code, dataKey })) ? work(tx, member) : undefined
      }),
    )

  return {
    'second-factor.answer': async (request, reply) => {
      const { challenge, code } = request.body
      const challenged = await challenges.read(challenge)
      if (!challenged) throw invalidToken()
      const { memberId, tenantId } = challenged
      request.requireTenantOrigin(tenantId)
      const { userId } = await db.forIdentity(tx => findMember(tx, tenantId, memberId))
      const lock = (tx: IdentityDb) => lockChallenged(tx, challenged)
      const opened = await open(request, { userId, code, lock }, async (tx, member) => {
        const session = { ...describeNewSession(request, deps), secondFactorAt: new Date(), challenge: challenged.id }
        return { member, begun: await beginSession(tx, member, session) }
      })
      if (!opened) throw refuseCode(request, { subject: memberId, tenant: tenantId })
      const { member, begun } = opened
      logSecurityEvent(request, 'auth.sign-in', { subject: memberId, tenant: tenantId, reason: 'second-factor' })
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
      const opened = await open(request, { userId, code: request.body.code, lock }, async (tx, member) => ({
        member,
        session: await noteSecondFactor(tx, sessionId),
      }))
      if (!opened) throw refuseCode(request)
      logSecurityEvent(request, 'second-factor.step-up')
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

export function refuseCode(request: FastifyRequest, who: { subject?: string; tenant?: string } = {}): ProblemError {
  logSecurityEvent(request, 'second-factor.failed', who)
  return new ProblemError('invalid-code')
}
