import { passwordAsSent } from '@palisade/contracts'
import { areOfOnePassword, hashPassword } from '@palisade/security/credentials'
import { requireRecentSecondFactor } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { auditPerson } from './audit-person.ts'
import type { AuthDeps } from './deps.ts'
import { endLinks } from './mailed-links.ts'
import { findMember } from './member.ts'
import { requirePassword } from './require-password.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { endSessions } from './session-ends.ts'
import { lockSignedIn } from './user-lock.ts'

export function passwordHandlers({ db, responses, guards }: AuthDeps): Handlers<'auth.change-password'> {
  return {
    'auth.change-password': async request => {
      request.requirePlatformPage()
      const { tenantId, memberId, sessionId } = request.signedIn
      const { member, isProtected } = await db.forIdentity(async tx => {
        const member = await findMember(tx, tenantId, memberId)
        return { member, isProtected: await hasSecondFactor(tx, member.userId) }
      })
      const { userId } = member
      if (isProtected) requireRecentSecondFactor(request.signedIn)
      const { password, newPassword } = request.body
      await requirePassword(request, guards.passwords, member, password)
      const passwordHash = await hashPassword(newPassword, { ...passwordAsSent, isMember: true })
      const changed = await db.forIdentity(async tx => {
        const current = await lockSignedIn(tx, request.signedIn)
        // Both may have changed while the passwords were hashed.
        if (!areOfOnePassword(current.passwordHash, member.passwordHash)) throw new ProblemError('invalid-credentials')
        if (await hasSecondFactor(tx, userId)) requireRecentSecondFactor(request.signedIn)
        await tx.user.update({ where: { id: userId }, data: { passwordHash } })
        // A link to reset the password, asked for by a reader of the mailbox, must not outlive the change.
        await endLinks(tx, { userId })
        const versions = await endSessions(tx, userId, sessionId)
        await auditPerson(request, tx, userId, 'auth.password-changed')
        const membershipVersion = versions.get(current.id) ?? current.membershipVersion
        const session = await tx.session.findUniqueOrThrow({ where: { id: sessionId } })
        return { member: { ...current, membershipVersion }, session }
      })
      return responses.withoutRefresh(changed.member, changed.session)
    },
  }
}
