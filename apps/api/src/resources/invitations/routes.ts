import { invitationLimits, mostInvitations, outranks, type Role } from '@palisade/contracts'
import type { TenantDb, TenantReader } from '@palisade/db'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { hashedKey, slidingWindow } from '../../access/limit-policies.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { refuseByLimit } from '../../http/limit-problem.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import {
  countInvitations,
  describeInvitation,
  findInvitation,
  findInvited,
  insertInvitation,
  listInvitations,
  renewInvitation,
  revokeInvitation,
} from './invitation-store.ts'

type InvitationEndpoints = 'invitations.list' | 'invitations.create' | 'invitations.resend' | 'invitations.revoke'

const perTenant = slidingWindow('invitations-tenant', invitationLimits.perTenant)
const perAddress = slidingWindow('invitations-address', invitationLimits.perAddress)

/** What a tenant's admins do with invitations. The handlers that accept them are in resources/auth. */
export function invitationHandlers({ admission }: { admission: AdmissionStore }): Handlers<InvitationEndpoints> {
  async function chargeMail(request: FastifyRequest, email: string): Promise<void> {
    const limits = [
      { policy: perTenant, key: request.caller.tenantId },
      { policy: perAddress, key: hashedKey(email) },
    ]
    const admitted = await admission.admit({ limits })
    if (!admitted.ok) throw refuseByLimit(request, admitted)
  }

  return {
    'invitations.list': async request => {
      const { items, nextCursor } = await request.readInTenant(tx => listInvitations(tx, request.query))
      return { items: items.map(describeInvitation), nextCursor }
    },

    'invitations.create': async request => {
      const { role } = request.body
      const email = request.body.email.toLowerCase()
      requireRole(request, role)
      await chargeMail(request, email)
      const created = await request.inTenant(async tx => {
        await tx.lockCount('invitation')
        await makeRoom(request, tx, email)
        return insertInvitation(tx, { email, role, invitedBy: request.caller.memberId })
      })
      logSecurityEvent(request, 'invitation.created', { object: created.id, to: role })
      return describeInvitation(created)
    },

    'invitations.resend': async request => {
      const { invitationId: id } = request.params
      const { email } = await request.readInTenant(tx => findForChange(request, tx, id))
      await chargeMail(request, email)
      const renewed = await request.inTenant(tx => renewInvitation(tx, id, request.caller.memberId))
      if (!renewed) throw new ProblemError('not-found')
      logSecurityEvent(request, 'invitation.resent', { object: id })
      return describeInvitation(renewed)
    },

    'invitations.revoke': async request => {
      const { invitationId: id } = request.params
      const isRevoked = await request.inTenant(async tx => {
        await findForChange(request, tx, id)
        return revokeInvitation(tx, id)
      })
      if (!isRevoked) throw new ProblemError('not-found')
      logSecurityEvent(request, 'invitation.revoked', { object: id })
    },
  }
}

/** Revokes the open invitation of this email, which the new one replaces. */
async function makeRoom(request: FastifyRequest, tx: TenantDb, email: string): Promise<void> {
  const member = await findInvited(tx, email)
  if (member && !member.disabledAt) throw new ProblemError('already-a-member')
  if (member) requireRole(request, member.role)
  const replaced = await findInvitation(tx, { email })
  if (replaced) {
    requireRole(request, replaced.role)
    await revokeInvitation(tx, replaced.id)
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
  if (!outranks(role as Role, request.caller.role)) return
  logSecurityEvent(request, 'invitation.refused', { reason: 'insufficient-role', to: role })
  throw new ProblemError('insufficient-role')
}
