import { isUniqueViolation } from '@palisade/db'
import { areOfOnePassword } from '@palisade/security/credentials'
import { requireRecentSecondFactor } from '../../http/access-problems.ts'
import { attempt } from '../../http/attempt-guard.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { auditPerson } from './audit-person.ts'
import type { AuthDeps } from './deps.ts'
import { findMember } from './member.ts'
import { requirePassword } from './require-password.ts'
import {
  confirmSecondFactor,
  enrolSecondFactor,
  hasSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from './second-factor-store.ts'
import { noteSecondFactor } from './session-store.ts'
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

    'second-factor.read': async ({ signedIn: { tenantId, memberId } }) =>
      db.forIdentity(async tx => {
        const { userId } = await findMember(tx, tenantId, memberId)
        return {
          enabled: await hasSecondFactor(tx, userId),
          recoveryCodesLeft: await tx.recoveryCode.count({ where: { userId } }),
        }
      }),

    'second-factor.renew-codes': async request => {
      request.requirePlatformPage()
      requireRecentSecondFactor(request.signedIn)
      const recoveryCodes = await db.forIdentity(async tx => {
        const { userId } = await lockSignedIn(tx, request.signedIn)
        // The second factor may have been disabled since the token was issued.
        if (!(await hasSecondFactor(tx, userId))) throw new ProblemError('no-second-factor')
        await auditPerson(request, tx, userId, 'second-factor.codes-renewed')
        return renewRecoveryCodes(tx, userId)
      })
      return { recoveryCodes }
    },

    'second-factor.disable': async request => {
      request.requirePlatformPage()
      requireRecentSecondFactor(request.signedIn)
      await db.forIdentity(async tx => {
        const member = await lockSignedIn(tx, request.signedIn)
        await removeSecondFactor(tx, member)
        await auditPerson(request, tx, member.userId, 'second-factor.disabled')
      })
    },
  }
}

/** Enrolment requires the password, so that somebody with a stolen access token cannot lock its owner out. */
function enrolment({ db, responses, guards, dataKey }: AuthDeps) {
  return {
    'second-factor.enrol': async request => {
      request.requirePlatformPage()
      const { tenantId, memberId } = request.signedIn
      const member = await db.forIdentity(tx => findMember(tx, tenantId, memberId))
      await requirePassword(request, guards.passwords, member, request.body.password)
      return db
        .forIdentity(async tx => {
          const current = await lockSignedIn(tx, request.signedIn)
          if (!areOfOnePassword(current.passwordHash, member.passwordHash))
            throw new ProblemError('invalid-credentials')
          if (await hasSecondFactor(tx, current.userId)) throw new ProblemError('second-factor-present')
          return enrolSecondFactor(tx, current, dataKey)
        })
        .catch(error => {
          // Two at the same moment: only one secret can be the one that is kept.
          throw isUniqueViolation(error, 'user_id') ? new ProblemError('second-factor-present') : error
        })
    },

    'second-factor.confirm': async request => {
      request.requirePlatformPage()
      const { tenantId, memberId, sessionId } = request.signedIn
      const { code } = request.body
      const { userId } = await db.forIdentity(async tx => {
        const { userId } = await findMember(tx, tenantId, memberId)
        if (await hasSecondFactor(tx, userId)) throw new ProblemError('second-factor-present')
        if (!(await tx.secondFactor.count({ where: { userId } }))) throw new ProblemError('no-second-factor')
        return { userId }
      })
      const confirmed = await attempt(request, guards.codes, { account: userId }, () =>
        db.forIdentity(async tx => {
          const member = await lockSignedIn(tx, request.signedIn)
          if (!(await confirmSecondFactor(tx, { userId, code, dataKey }))) return undefined
          await auditPerson(request, tx, userId, 'second-factor.enabled')
          return {
            member,
            session: await noteSecondFactor(tx, sessionId),
            recoveryCodes: await renewRecoveryCodes(tx, userId),
          }
        }),
      )
      if (!confirmed) {
        logSecurityEvent(request, 'second-factor.failed')
        throw new ProblemError('invalid-code')
      }
      const { member, session, recoveryCodes } = confirmed
      return { session: await responses.withoutRefresh(member, session), recoveryCodes }
    },
  } satisfies Partial<Handlers<SecondFactorEndpoints>>
}
