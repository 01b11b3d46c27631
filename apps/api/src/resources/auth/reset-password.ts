import { passwordAsSent } from '@palisade/contracts'
import { hashPassword } from '@palisade/security/credentials'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import type { AuthDeps } from './deps.ts'
import { endLinks, redeemLink } from './mailed-links.ts'
import { endSessions } from './session-ends.ts'
import { lockUser } from './user-lock.ts'

type ResetEndpoints = 'auth.request-password-reset' | 'auth.complete-password-reset'

/** A reset proves the mailbox and nothing else: a second factor stays, and the next sign-in requires its code. */
export function resetHandlers({ db, links }: AuthDeps): Handlers<ResetEndpoints> {
  return {
    'auth.request-password-reset': async request => {
      request.requirePlatformPage()
      await links.send(request, { purpose: 'password-reset', email: request.body.email.toLowerCase() })
    },

    'auth.complete-password-reset': async request => {
      request.requirePlatformPage()
      const { token, newPassword } = request.body
      // A password is hashed only for a link that works.
      const { userId } = await links.find('password-reset', token)
      if (!userId) throw new ProblemError('link-expired')
      const passwordHash = await hashPassword(newPassword, passwordAsSent)
      const subject = await db.forIdentity(async tx => {
        // Before the link: another link of the same account would wait for this one, and this one for the user.
        await lockUser(tx, userId)
        await redeemLink(tx, 'password-reset', token)
        await tx.user.update({ where: { id: userId }, data: { passwordHash } })
        await endLinks(tx, { userId })
        const [member] = (await endSessions(tx, userId)).keys()
        return member
      })
      logSecurityEvent(request, 'auth.password-reset', { subject })
    },
  }
}
