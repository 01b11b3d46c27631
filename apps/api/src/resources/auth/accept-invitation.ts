import { randomUUIDv7 } from 'node:crypto'
import { describeFault, faultOfPassword, passwordAsSent, type Role } from '@palisade/contracts'
import { type IdentityDb, isUniqueViolation } from '@palisade/db'
import { areOfOnePassword, hashPassword, verifyPassword } from '@palisade/security/credentials'
import type { FastifyRequest } from 'fastify'
import { attempt } from '../../http/attempt-guard.ts'
import type { EndpointRequest, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError, refuseField } from '../../http/problem.ts'
import { audit, byMember } from '../../observability/audit.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import type { AuthDeps } from './deps.ts'
import { findInvitation, type Invitation, join, redeemInvitation } from './invitation-redemption.ts'
import type { Member } from './member.ts'
import { describeMembership } from './memberships.ts'
import { refuseCode } from './open-by-code.ts'
import { hasSecondFactor, useCode } from './second-factor-store.ts'
import { type Begun, beginSession, clientOf, describeNewSession, type SignInMethod } from './session-store.ts'
import { lockSignedIn, lockUser } from './user-lock.ts'

export type AcceptEndpoints = 'invitations.look-up' | 'invitations.accept' | 'invitations.accept-signed-in'

type Request = EndpointRequest<'invitations.accept'>

type Account = { id: string; passwordHash: string }

type Joined = { member: Member; begun: Begun }

/** The token of the mail proves the mailbox. It does not prove the person: an account still needs its password and code. */
export function acceptHandlers(deps: AuthDeps): Handlers<AcceptEndpoints> {
  const { db, responses } = deps
  return {
    'invitations.look-up': async request => {
      request.requirePlatformPage()
      const { invitation, account } = await findOffer(db, request.body.token)
      const { tenant, email, role } = invitation
      return { tenant: { name: tenant.name }, email, role: role as Role, hasAccount: account !== null }
    },

    'invitations.accept': async (request, reply) => {
      request.requirePlatformPage()
      const { invitation, account } = await findOffer(db, request.body.token)
      const accept = account ? joinWithAccount : joinAsNewUser
      const { member, begun } = await accept(deps, request, invitation.email, account as Account)
      return responses.signedIn(reply, member, begun, clientOf(request.body))
    },

    'invitations.accept-signed-in': async request => {
      request.requirePlatformPage()
      const { token } = request.body
      const member = await db.forIdentity(async tx => {
        const { userId, email } = await lockSignedIn(tx, request.signedIn)
        const offered = await findInvitation(tx, token)
        if (offered.email !== email) throw new ProblemError('wrong-account')
        return enter(request, tx, await redeemInvitation(tx, token, userId), userId)
      })
      return describeMembership(member, request.signedIn)
    },
  }
}

function findOffer(db: AuthDeps['db'], token: string) {
  return db.forIdentity(async tx => {
    const invitation = await findInvitation(tx, token)
    const select = { id: true, passwordHash: true } as const
    return { invitation, account: await tx.user.findUnique({ where: { email: invitation.email }, select }) }
  })
}

async function joinAsNewUser(deps: AuthDeps, request: Request, email: string): Promise<Joined> {
  const { token, name, password } = request.body
  if (name === undefined) throw refuseField('validation-failed', 'body', '/name', describeFault('required'))
  const fault = faultOfPassword(password)
  if (fault) throw refuseField('validation-failed', 'body', '/password', fault)
  const passwordHash = await hashPassword(password, passwordAsSent)
  return deps.db
    .forIdentity(async tx => {
      const invitation = await redeemInvitation(tx, token)
      const user = await tx.user.create({ data: { id: randomUUIDv7(), email, name, passwordHash } })
      const member = await enter(request, tx, invitation, user.id)
      return begin(deps, request, tx, { member, method: 'mailed-link' })
    })
    .catch(error => {
      // Somebody has signed up with the address meanwhile: the invitation is still open, for that account.
      throw isUniqueViolation(error, 'email') ? new ProblemError('access-changed') : error
    })
}

async function joinWithAccount(deps: AuthDeps, request: Request, email: string, account: Account): Promise<Joined> {
  const { db, guards, devices, dataKey } = deps
  const { token, password, code } = request.body
  const whose = { account: email, device: devices.find(request, email) }
  const isRight = await attempt(
    request,
    guards.passwords,
    whose,
    async () => (await verifyPassword(password, account.passwordHash, passwordAsSent)) || undefined,
  )
  if (!isRight) {
    logSecurityEvent(request, 'auth.sign-in.failed', { user: account.id, reason: 'password' })
    throw new ProblemError('invalid-credentials')
  }
  const open = async (tx: IdentityDb, method: 'password' | 'second-factor') => {
    const member = await enter(request, tx, await redeemInvitation(tx, token, account.id), account.id)
    return begin(deps, request, tx, { member, method })
  }
  if (code === undefined) {
    return db.forIdentity(async tx => {
      await lockAccount(tx, account)
      if (await hasSecondFactor(tx, account.id)) throw new ProblemError('second-factor-required')
      return open(tx, 'password')
    })
  }
  const joined = await attempt(request, guards.codes, { account: account.id }, () =>
    db.forIdentity(async tx => {
      await lockAccount(tx, account)
      return (await useCode(tx, { userId: account.id, code, dataKey })) ? open(tx, 'second-factor') : undefined
    }),
  )
  if (!joined) throw refuseCode(request, { user: account.id })
  return joined
}

/** The password may have changed since it was judged. */
async function lockAccount(db: IdentityDb, { id, passwordHash }: Account): Promise<void> {
  await lockUser(db, id)
  const current = await db.user.findUniqueOrThrow({ where: { id } })
  if (!areOfOnePassword(current.passwordHash, passwordHash)) throw new ProblemError('invalid-credentials')
}

async function enter(request: FastifyRequest, db: IdentityDb, invitation: Invitation, userId: string): Promise<Member> {
  const member = await join(db, invitation, userId)
  const role = invitation.role as Role
  audit(request, db, 'invitation.accepted', { object: invitation.id, by: byMember(member), member: member.id, role })
  return member
}

async function begin(
  deps: AuthDeps,
  request: Request,
  db: IdentityDb,
  { member, method }: { member: Member; method: SignInMethod },
): Promise<Joined> {
  const session = {
    ...describeNewSession(request, deps),
    ...((await hasSecondFactor(db, member.userId)) && { secondFactorAt: new Date() }),
  }
  return { member, begun: await beginSession(request, db, member, { ...session, method }) }
}
