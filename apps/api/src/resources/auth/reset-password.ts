import { type LinkPurpose, passwordAsSent } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import { hashPassword } from '@palisade/security/credentials'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { auditPerson } from './audit-person.ts'
import type { AuthDeps } from './deps.ts'
import { endLinks, redeemLink } from './mailed-links.ts'
import { endSessions } from './session-ends.ts'
import { lockUser } from './user-lock.ts'

type ResetEndpoints = 'auth.request-password-reset' | 'auth.complete-password-reset'

/** A reset proves the mailbox and nothing else: a second factor stays, and the next sign-in requires its code. */
export function resetHandlers(deps: AuthDeps): Handlers<ResetEndpoints> {
  return {
    'auth.request-password-reset': async request => {
      request.requirePlatformPage()
      await deps.links.send(request, { purpose: 'password-reset', email: request.body.email.toLowerCase() })
    },

    'auth.complete-password-reset': async request => {
      request.requirePlatformPage()
      await setPasswordByLink(deps, 'password-reset', request.body, async (tx, userId) => {
        await endLinks(tx, { userId })
        await auditPerson(request, tx, userId, 'auth.password-reset')
      })
    },
  }
}

type Chosen = { token: string; newPassword: string }

type Redeemed = { email: string }

/**
 * Sets a new password with the token of a mailed link, and ends every session of the account.
 * @param complete does what else the link is for, in the same transaction
 * @throws ProblemError `link-expired`
 */
export async function setPasswordByLink(
  { db, links }: Pick<AuthDeps, 'db' | 'links'>,
  purpose: LinkPurpose,
  { token, newPassword }: Chosen,
  complete: (db: IdentityDb, userId: string, link: Redeemed) => Promise<void>,
): Promise<void> {
  // A password is hashed only for a link that works.
  const { userId } = await links.find(purpose, token)
  if (!userId) throw new ProblemError('link-expired')
  const passwordHash = await hashPassword(newPassword, passwordAsSent)
  await db.forIdentity(async tx => {
    // Before the link: another link of the same account would wait for this one, and this one for the user.
    await lockUser(tx, userId)
    const link = await redeemLink(tx, purpose, token)
    await tx.user.update({ where: { id: userId }, data: { passwordHash } })
    await complete(tx, userId, link)
    await endSessions(tx, userId)
  })
}
