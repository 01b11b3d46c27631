import { outranks, type ProblemCode, type Role } from '@palisade/contracts'
import type { TenantDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { refuseChange } from './member-rules.ts'
import {
  changeMember,
  describeMember,
  type EndedAccess,
  endAccess,
  listMembers,
  lockMember,
  type MemberRow,
  personOf,
  removeMember,
  revokeInvitations,
} from './member-store.ts'

type Wanted = { role?: Role | undefined; disabled?: boolean | undefined }

export function memberHandlers(): Handlers<EndpointsOf<'members'>> {
  return {
    'members.list': async request => {
      const { items, nextCursor } = await request.readInTenant(tx => listMembers(tx, request.query))
      return { items: items.map(describeMember), nextCursor }
    },

    'members.change': async request => {
      const { memberId } = request.params
      const changed = await request.inTenant(async tx => {
        const { member, wanted } = await lockForChange(request, tx, memberId, request.body)
        const after = await changeMember(tx, memberId, wanted)
        auditChange(request, tx, member, after)
        await revokeInvitationsTo(request, tx, member)
        if (outranks(member.role as Role, wanted.role)) await revokeInvitationsBy(request, tx, memberId)
        if (wanted.disabled) auditEnded(request, tx, await endAccess(tx, memberId), 'member-disabled')
        return after
      })
      return describeMember(changed)
    },

    'members.remove': async request => {
      const { memberId } = request.params
      await remove(request, memberId, 'member.removed')
    },

    'members.leave': async request => {
      await remove(request, request.signedIn.memberId, 'member.left')
    },

    'members.transfer-ownership': async request => {
      const { memberId } = request.params
      const { memberId: callerId } = request.caller
      const member = await request.inTenant(async tx => {
        const { member } = await lockMember(tx, memberId, request.caller)
        if (!member) throw new ProblemError('not-found')
        if (member.disabledAt) throw refuse(request, memberId, 'member-disabled')
        if (memberId === callerId) throw refuse(request, memberId, 'last-owner')
        await changeMember(tx, callerId, { role: 'admin', disabled: false })
        await revokeInvitationsBy(request, tx, callerId)
        audit(request, tx, 'ownership.transferred', { object: memberId })
        return changeMember(tx, memberId, { role: 'owner', disabled: false })
      })
      return describeMember(member)
    },
  }
}

/** Reads and locks a member, and refuses a change that the caller may not make. */
async function lockForChange(request: FastifyRequest, tx: TenantDb, memberId: string, change: Wanted) {
  const { member, otherOwners } = await lockMember(tx, memberId, request.caller)
  if (!member) throw new ProblemError('not-found')
  const current = { role: member.role as Role, disabled: member.disabledAt !== null }
  const wanted = { role: change.role ?? current.role, disabled: change.disabled ?? current.disabled }
  const refused = refuseChange({ caller: request.signedIn.role, member: current, wanted, otherOwners })
  if (refused) throw refuse(request, memberId, refused)
  return { member, wanted }
}

function refuse(request: FastifyRequest, object: string, reason: ProblemCode): ProblemError {
  logSecurityEvent(request, 'member.refused', { object, reason })
  return new ProblemError(reason)
}

/** The rules of disabling hold for removing and leaving as well: a tenant keeps an owner. */
function remove(request: FastifyRequest, memberId: string, event: 'member.removed' | 'member.left'): Promise<void> {
  return request.inTenant(async tx => {
    const { member } = await lockForChange(request, tx, memberId, { disabled: true })
    audit(request, tx, event, { object: memberId })
    await revokeInvitationsTo(request, tx, member)
    auditEnded(
      request,
      tx,
      await removeMember(tx, memberId),
      event === 'member.left' ? 'member-left' : 'member-removed',
    )
  })
}

async function revokeInvitationsTo(request: FastifyRequest, tx: TenantDb, member: MemberRow): Promise<void> {
  const revoked = await revokeInvitations(tx, { email: personOf(member).email })
  auditRevoked(request, tx, revoked, 'invited-member-changed')
}

async function revokeInvitationsBy(request: FastifyRequest, tx: TenantDb, memberId: string): Promise<void> {
  auditRevoked(request, tx, await revokeInvitations(tx, { invitedBy: memberId }), 'inviter-changed')
}

function auditChange(request: FastifyRequest, tx: TenantDb, before: MemberRow, after: MemberRow): void {
  audit(request, tx, 'member.changed', {
    object: after.id,
    from: before.role as Role,
    to: after.role as Role,
    fromState: stateOf(before),
    toState: stateOf(after),
  })
}

function auditEnded(
  request: FastifyRequest,
  tx: TenantDb,
  { keys, invitations }: EndedAccess,
  reason: 'member-disabled' | 'member-removed' | 'member-left',
): void {
  for (const object of keys) audit(request, tx, 'api-key.revoked', { object, reason })
  auditRevoked(request, tx, invitations, 'inviter-changed')
}

function auditRevoked(
  request: FastifyRequest,
  tx: TenantDb,
  invitations: readonly string[],
  reason: 'inviter-changed' | 'invited-member-changed',
): void {
  for (const object of invitations) audit(request, tx, 'invitation.revoked', { object, reason })
}

function stateOf({ disabledAt }: MemberRow) {
  return disabledAt ? 'disabled' : 'enabled'
}
