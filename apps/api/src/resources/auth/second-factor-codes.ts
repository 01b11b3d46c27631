import type { IdentityDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { invalidToken } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt, createSecondFactorGuard } from './attempt-guard.ts'
import type { AuthDeps } from './deps.ts'
import { hasSecondFactor, useCode } from './second-factor-store.ts'
import { beginSession, findUser, noteSecondFactor } from './session-store.ts'

type CodeEndpoints = 'second-factor.answer' | 'second-factor.step-up'

/** Where a code is asked for: at the end of a sign-in, and before a sensitive operation. */
export function codeHandlers(deps: AuthDeps): Handlers<CodeEndpoints> {
  const { db, responses, admission, challenges, dataKey, sessionLifetimeMs: lifetimeMs } = deps
  const guard = createSecondFactorGuard(admission)

  /** In one transaction with what the code opens: where that fails, the code is not used up. */
  const open = <Opened extends object>(
    request: FastifyRequest,
    userId: string,
    code: string,
    work: (tx: IdentityDb) => Promise<Opened>,
  ) =>
    attempt(request, guard, { account: userId }, () =>
      db.forIdentity(async tx => ((await useCode(tx, { userId, code, dataKey })) ? work(tx) : undefined)),
    )

  return {
    'second-factor.answer': async (request, reply) => {
      const { challenge, code, refreshTokenIn = 'cookie' } = request.body
      const challenged = await challenges.read(challenge)
      if (!challenged) throw invalidToken()
      const { userId, tenantId } = challenged
      request.requireTenantOrigin(tenantId)
      const opened = await open(request, userId, code, async tx => {
        const user = await findUser(tx, tenantId, userId)
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
      const { tenantId, userId, sessionId } = request.signedIn
      if (!(await db.forIdentity(tx => hasSecondFactor(tx, userId)))) throw new ProblemError('no-second-factor')
      const opened = await open(request, userId, request.body.code, async tx => ({
        user: await findUser(tx, tenantId, userId),
        session: await noteSecondFactor(tx, sessionId),
      }))
      if (!opened) throw refuseCode(request)
      logSecurityEvent(request, 'second-factor.step-up')
      return responses.withoutRefresh(opened.user, opened.session)
    },
  }
}

function refuseCode(request: FastifyRequest, who: { subject?: string; tenant?: string } = {}): ProblemError {
  logSecurityEvent(request, 'second-factor.failed', who)
  return new ProblemError('invalid-code')
}
