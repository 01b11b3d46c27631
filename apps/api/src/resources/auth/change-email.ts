import { type IdentityDb, isUniqueViolation } from '@palisade/db'
import { areOfOnePassword } from '@palisade/security/credentials'
import type { FastifyRequest } from 'fastify'
import { requireRecentSecondFactor } from '../../http/access-problems.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit, byMember } from '../../observability/audit.ts'
import { auditPerson } from './audit-person.ts'
import type { AuthDeps } from './deps.ts'
import { endLinks, findLink, insertLink, redeemLink } from './mailed-links.ts'
import { findMember, type Member } from './member.ts'
import { requirePassword } from './require-password.ts'
import { setPasswordByLink } from './reset-password.ts'
import { hasSecondFactor } from './second-factor-store.ts'
import { endSessions } from './session-ends.ts'
import { lockSignedIn } from './user-lock.ts'

type EmailEndpoints = 'auth.request-email-change' | 'auth.complete-email-change' | 'auth.undo-email-change'

/**
 * The email changes when somebody proves both: the mailbox, by the token, and the account, by a session. A link that was
 * mailed to a stranger's address does nothing there, and a stolen session without the password asks for none.
 */
export function emailHandlers(deps: AuthDeps): Handlers<EmailEndpoints> {
  const { db, links, responses } = deps
  return {
    'auth.request-email-change': async request => {
      request.requirePlatformPage()
      const { password, newEmail } = request.body
      const asked = await requireOwner(deps, request, password)
      const wanted = { purpose: 'email-change', email: newEmail.toLowerCase() } as const
      await links.send(request, wanted, async tx => {
        const { userId, passwordHash } = await lockSignedIn(tx, request.signedIn)
        // It may have changed since it was compared, and the change has ended the links of the account.
        if (!areOfOnePassword(passwordHash, asked.passwordHash)) throw new ProblemError('invalid-credentials')
        if (await hasSecondFactor(tx, userId)) requireRecentSecondFactor(request.signedIn)
        return { userId }
      })
    },

    'auth.complete-email-change': async request => {
      request.requirePlatformPage()
      const { member, session } = await db.forIdentity(tx => complete(tx, request)).catch(asExpired)
      return responses.withoutRefresh(member, session)
    },

    'auth.undo-email-change': async request => {
      request.requirePlatformPage()
      await setPasswordByLink(deps, 'email-undo', request.body, async (tx, userId, { email }) => {
        await tx.user.update({ where: { id: userId }, data: { email } })
        await endLinks(tx, { userId, withUndo: true })
        await auditPerson(request, tx, userId, 'auth.email-restored')
      }).catch(asExpired)
    },
  }
}

async function requireOwner({ db, guards }: AuthDeps, request: FastifyRequest, password: string): Promise<Member> {
  const { tenantId, memberId } = request.signedIn
  const { member, isProtected } = await db.forIdentity(async tx => {
    const member = await findMember(tx, tenantId, memberId)
    return { member, isProtected: await hasSecondFactor(tx, member.userId) }
  })
  if (isProtected) requireRecentSecondFactor(request.signedIn)
  await requirePassword(request, guards.passwords, member, password)
  return member
}

type Completion = Parameters<Handlers['auth.complete-email-change']>[0]

async function complete(tx: IdentityDb, request: Completion) {
  const { signedIn, body } = request
  const { token } = body
  const current = await lockSignedIn(tx, signedIn)
  const { userId, email: earlier } = current
  if ((await findLink(tx, 'email-change', token)).userId !== userId) throw new ProblemError('wrong-account')
  const { email } = await redeemLink(tx, 'email-change', token)
  await tx.user.update({ where: { id: userId }, data: { email } })
  // Links that were mailed to the earlier address, such as one to reset the password, stop working.
  await endLinks(tx, { userId })
  await endLinks(tx, { purpose: 'sign-up', email })
  await revokeInvitations(request, tx, { userId, email: earlier })
  await auditPerson(request, tx, userId, 'auth.email-changed')
  await insertLink(tx, { purpose: 'email-undo', email: earlier, userId })
  const versions = await endSessions(tx, userId, signedIn.sessionId)
  const membershipVersion = versions.get(current.id) ?? current.membershipVersion
  const session = await tx.session.findUniqueOrThrow({ where: { id: signedIn.sessionId } })
  return { member: { ...current, email, membershipVersion }, session }
}

/**
 * In the tenants that know the person. A change of the member revokes invitations to the present email only, so one to the
 * earlier address would be a way back in after a removal.
 */
async function revokeInvitations(
  request: FastifyRequest,
  db: IdentityDb,
  { userId, email }: { userId: string; email: string },
): Promise<void> {
  const memberships = await db.membership.findMany({ where: { userId }, select: { id: true, tenantId: true } })
  for (const member of memberships) {
    const revoked = await db.invitation.updateManyAndReturn({
      where: { tenantId: member.tenantId, email, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
      select: { id: true },
    })
    const facts = { by: byMember(member), reason: 'invited-member-changed' } as const
    for (const { id: object } of revoked) audit(request, db, 'invitation.revoked', { object, ...facts })
  }
}

/** Another account has got the address meanwhile. */
function asExpired(error: unknown): never {
  throw isUniqueViolation(error, 'email') ? new ProblemError('link-expired') : error
}
