import { isUniqueViolation } from '@palisade/db'
import { requireRecentSecondFactor } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt } from './attempt-guard.ts'
import type { AuthDeps } from './deps.ts'
import { requirePassword } from './require-password.ts'
import {
  confirmSecondFactor,
  enrolSecondFactor,
  hasSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from './second-factor-store.ts'
import { findUser, noteSecondFactor } from './session-store.ts'
import { lockSignedIn } from './user-lock.ts'

type SecondFactorEndpoints =
  | 'second-factor.read'
  | 'second-factor.enrol'
  | 'second-factor.confirm'
  | 'second-factor.renew-codes'
  | 'second-factor.disable'

export function secondFactorHandlers(deps: AuthDeps): Handlers<SecondFactorEndpoints> {
  const { db } = deps
  return {
    ...enrolment(deps),

    'second-factor.read': async ({ signedIn: { userId } }) =>
      db.forIdentity(async tx => ({
        enabled: await hasSecondFactor(tx, userId),
        recoveryCodesLeft: await tx.recoveryCode.count({ where: { userId } }),
      })),

    'second-factor.renew-codes': async request => {
      const { userId } = requireRecentSecondFactor(request.signedIn)
      const recoveryCodes = await db.forIdentity(async tx => {
        await lockSignedIn(tx, request.signedIn)
        // The second factor may have been disabled since the token was issued.
        if (!(await hasSecondFactor(tx, userId))) throw new ProblemError('no-second-factor')
        return renewRecoveryCodes(tx, userId)
      })
      logSecurityEvent(request, 'second-factor.codes-renewed')
      return { recoveryCodes }
    },

    'second-factor.disable': async request => {
      const { userId } = requireRecentSecondFactor(request.signedIn)
      await db.forIdentity(async tx => {
        await lockSignedIn(tx, request.signedIn)
        await removeSecondFactor(tx, userId)
      })
      logSecurityEvent(request, 'second-factor.disabled')
    },
  }
}

/** Enrolment requires the password, so that somebody with a stolen access token cannot lock its owner out. */
function enrolment({ db, responses, guards, dataKey }: AuthDeps) {
  return {
    'second-factor.enrol': async request => {
      const { tenantId, userId } = request.signedIn
      const user = await db.forIdentity(tx => findUser(tx, tenantId, userId))
      await requirePassword(request, guards.passwords, user, request.body.password)
      return db
        .forIdentity(async tx => {
          const current = await lockSignedIn(tx, request.signedIn)
          if (current.passwordHash !== user.passwordHash) throw new ProblemError('invalid-credentials')
          if (await hasSecondFactor(tx, userId)) throw new ProblemError('second-factor-present')
          return enrolSecondFactor(tx, user, dataKey)
        })
        .catch(error => {
          // Two at the same moment: only one secret can be the one that is kept.
          throw isUniqueViolation(error, 'user_id') ? new ProblemError('second-factor-present') : error
        })
    },

    'second-factor.confirm': async request => {
      const { userId, sessionId } = request.signedIn
      const { code } = request.body
      await db.forIdentity(async tx => {
        if (await hasSecondFactor(tx, userId)) throw new ProblemError('second-factor-present')
        if (!(await tx.secondFactor.count({ where: { userId } }))) throw new ProblemError('no-second-factor')
      })
      const confirmed = await attempt(request, guards.codes, { account: userId }, () =>
        db.forIdentity(async tx => {
          const user = await lockSignedIn(tx, request.signedIn)
          if (!(await confirmSecondFactor(tx, { userId, code, dataKey }))) return undefined
          return {
            user,
            session: await noteSecondFactor(tx, sessionId),
            recoveryCodes: await renewRecoveryCodes(tx, userId),
          }
        }),
      )
      if (!confirmed) {
        logSecurityEvent(request, 'second-factor.failed')
        throw new ProblemError('invalid-code')
      }
      const { user, session, recoveryCodes } = confirmed
      logSecurityEvent(request, 'second-factor.enabled')
      return { session: await responses.withoutRefresh(user, session), recoveryCodes }
    },
  } satisfies Partial<Handlers<SecondFactorEndpoints>>
}
