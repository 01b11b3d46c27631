import { operatorTrail } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import type { ConsoleTokens } from '../../access/console-tokens.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit, byOperator } from '../../observability/audit.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import type { AuthDeps } from './deps.ts'
import { findMember } from './member.ts'
import { openByCode, refuseCode } from './open-by-code.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { noteSecondFactor } from './session-store.ts'
import { lockSignedIn } from './user-lock.ts'

/**
 * Exchanges a session and a code for a token of the operator console. An access token of a tenant is not enough, however recent
 * its second factor is: frontends of tenants also hold such tokens. A code works only once.
 */
export function consoleEntryHandlers(deps: AuthDeps, consoleTokens: ConsoleTokens): Handlers<'operator.enter'> {
  return {
    'operator.enter': async request => {
      request.requirePlatformPage()
      const { tenantId, memberId, sessionId } = request.signedIn
      const { userId, operatorId } = await deps.db.forIdentity(async tx => {
        const member = await findMember(tx, tenantId, memberId)
        const operator = await tx.operator.findUnique({ where: { userId: member.userId } })
        if (!operator) {
          logSecurityEvent(request, 'operator.refused')
          throw new ProblemError('not-an-operator')
        }
        if (!(await hasSecondFactor(tx, member.userId))) throw new ProblemError('no-second-factor')
        return { userId: member.userId, operatorId: operator.id }
      })
      const shown = { userId, code: request.body.code, lock: (tx: IdentityDb) => lockSignedIn(tx, request.signedIn) }
      const session = await openByCode(deps, request, shown, async tx => {
        const by = byOperator(operatorId, operatorTrail)
        audit(request, tx, 'operator.entered', { object: sessionId, by })
        return noteSecondFactor(tx, sessionId)
      })
      if (!session) throw refuseCode(request)
      return consoleTokens.issue({ operatorId, sessionId, authenticatedAtMs: Date.now() })
    },
  }
}
