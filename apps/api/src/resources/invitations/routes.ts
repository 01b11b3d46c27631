import { mostInvitations, outranks, type Role } from '@palisade/contracts'
import type { TenantDb, TenantReader } from '@palisade/db'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { requireRoom } from '../../http/plan-maxima.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { chargeInvitation } from './charge-invitation.ts'
import {
  countInvitations,
  describeInvitation,
  findInvitation,
  findInvited,
  insertInvitation,
  listInvitations,
  revokeInvitation,
} from './invitation-store.ts'

type InvitationEndpoints = 'invitations.list' | 'invitations.create' | 'invitations.resend' | 'invitations.revoke'

/** What a tenant's admins do with invitations. The handlers that accept them are in resources/auth. */
export function invitationHandlers({ admission }: { admission: AdmissionStore }): Handlers<InvitationEndpoints> {
  return {
    'invitations.list': async request => {
      const { items, nextCursor } = await request.readInTenant(tx => listInvitations(tx, request.query))
      return { items: items.map(describeInvitation), nextCursor }
    },

    'invitations.create': async request => {
      const { role } = request.body
      const email = request.body.email.toLowerCase()
      requireRole(request, role)
      const invitation = { email, role, invitedBy: request.caller.memberId }
      const create = async (tx: TenantDb, delayMs: number) => {
        await tx.lockCount('invitation')
        await makeRoom(request, tx, email)
        const created = await insertInvitation(tx, invitation, delayMs)
        audit(request, tx, 'invitation.created', { object: created.id, role })
        return created
      }
      const created = await chargeInvitation({ admission, request, email }, delayMs =>
        request.inTenant(tx => create(tx, delayMs)),
      )
      return describeInvitation(created)
    },

    'invitations.resend': async request => {
      const { invitationId: id } = request.params
      const { email } = await request.readInTenant(tx => findForChange(request, tx, id))
      const renew = async (tx: TenantDb, delayMs: number) => {
        await tx.lockCount('invitation')
        const role = (await findForChange(request, tx, id)).role as Role
        await makeRoom(request, tx, email)
        const renewed = await insertInvitation(tx, { email, role, invitedBy: request.caller.memberId }, delayMs)
        audit(request, tx, 'invitation.resent', { object: renewed.id, role })
        return renewed
      }
      const renewed = await chargeInvitation({ admission, request, email }, delayMs =>
        request.inTenant(tx => renew(tx, delayMs)),
      )
      return describeInvitation(renewed)
    },

    'invitations.revoke': async request => {
      const { invitationId: id } = request.params
      await request.inTenant(async tx => {
        await findForChange(request, tx, id)
        if (!(await revokeInvitation(tx, id))) throw new ProblemError('not-found')
        audit(request, tx, 'invitation.revoked', { object: id, reason: 'revoked' })
      })
    },
  }
}

/** Revokes the open invitation of this email, which a new one replaces: the link of its mail must not work any longer. */
async function makeRoom(request: FastifyRequest, tx: TenantDb, email: string): Promise<void> {
  const member = await findInvited(tx, email)
  if (member && !member.disabledAt) throw new ProblemError('already-a-member')
  if (member) requireRole(request, member.role)
  const replaced = await findInvitation(tx, { email })
  if (replaced) {
    requireRole(request, replaced.role)
    await revokeInvitation(tx, replaced.id)
    audit(request, tx, 'invitation.revoked', { object: replaced.id, reason: 'replaced' })
  } else {
    await requireRoom(tx, 'members')
  }
  if ((await countInvitations(tx)) >= mostInvitations) throw new ProblemError('too-many-invitations')
}

async function findForChange(request: FastifyRequest, tx: TenantReader, id: string) {
  const invitation = await findInvitation(tx, { id })
  if (!invitation) throw new ProblemError('not-found')
  requireRole(request, invitation.role)
  return invitation
}

/** Members cannot invite to a role above their own, nor manage such an invitation. */
function requireRole(request: FastifyRequest, role: string): void {
  if (!outranks(role as Role, request.signedIn.role)) return
  logSecurityEvent(request, 'invitation.refused', { reason: 'insufficient-role', to: role })
  throw new ProblemError('insufficient-role')
}
