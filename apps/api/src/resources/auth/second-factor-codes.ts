import type { IdentityDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { invalidToken } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt } from './attempt-guard.ts'
import type { Challenged } from './challenges.ts'
import type { AuthDeps } from './deps.ts'
import { hasSecondFactor, useCode } from './second-factor-store.ts'
import { beginSession, noteSecondFactor, type User } from './session-store.ts'
import { lockSignedIn, lockUser } from './user-lock.ts'

type CodeEndpoints = 'second-factor.answer' | 'second-factor.step-up'

/** The endpoints that take a code: at the end of a sign-in, and before a sensitive operation. */
export function codeHandlers(deps: AuthDeps): Handlers<CodeEndpoints> {
  const { db, responses, guards, challenges, dataKey, sessionLifetimeMs: lifetimeMs } = deps

  /**
   * In one transaction with what the code opens: where that fails, the code is not used up. `lock` comes first, and throws
   * when the user may not show a code.
   */
  const open = <Opened extends object>(
    request: FastifyRequest,
    { userId, code, lock }: { userId: string; code: string; lock: (tx: IdentityDb) => Promise<User> },
    work: (tx: IdentityDb, user: User) => Promise<Opened>,
  ) =>
    attempt(request, guards.codes, { account: userId }, () =>
      db.forIdentity(async tx => {
        const user = await lock(tx)
        return (await useCode(tx, { userId, code, dataKey })) ? work(tx, user) : undefined
      }),
    )

  return {
    'second-factor.answer': async (request, reply) => {
      const { challenge, code, refreshTokenIn = 'cookie' } = request.body
      const challenged = await challenges.read(challenge)
      if (!challenged) throw invalidToken()
      const { userId, tenantId } = challenged
      request.requireTenantOrigin(tenantId)
      const lock = (tx: IdentityDb) => lockChallenged(tx, challenged)
      const opened = await open(request, { userId, code, lock }, async (tx, user) => {
        const userAgent = request.headers['user-agent'] ?? ''
        const session = { client: refreshTokenIn, userAgent, lifetimeMs, secondFactorAt: new Date() }
        return { user, begun: await beginSession(tx, user, session) }
      })
      if (!opened) throw refuseCode(request, { subject: userId, tenant: tenantId })
      const { user, begun } = opened
      logSecurityEvent(request, 'auth.sign-in', { subject: userId, tenant: tenantId, reason: 'second-factor' })
      return responses.signedIn(reply, user, begun, refreshTokenIn)
    },

    'second-factor.step-up': async request => {
      const { userId, sessionId } = request.signedIn
      if (!(await db.forIdentity(tx => hasSecondFactor(tx, userId)))) throw new ProblemError('no-second-factor')
      const lock = (tx: IdentityDb) => lockSignedIn(tx, request.signedIn)
      const opened = await open(request, { userId, code: request.body.code, lock }, async (tx, user) => ({
        user,
        session: await noteSecondFactor(tx, sessionId),
      }))
      if (!opened) throw refuseCode(request)
      logSecurityEvent(request, 'second-factor.step-up')
      return responses.withoutRefresh(opened.user, opened.session)
    },
  }
}

async function lockChallenged(db: IdentityDb, challenged: Challenged): Promise<User> {
  const { tenantId, userId, membershipVersion } = challenged
  const user = await lockUser(db, tenantId, userId)
  if (!user || user.membershipVersion !== membershipVersion) throw invalidToken()
  return user
}

function refuseCode(request: FastifyRequest, who: { subject?: string; tenant?: string } = {}): ProblemError {
  logSecurityEvent(request, 'second-factor.failed', who)
  return new ProblemError('invalid-code')
}
