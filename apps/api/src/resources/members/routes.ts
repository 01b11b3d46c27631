import { outranks, type Role } from '@palisade/contracts'
import type { TenantDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { refuseChange } from './member-rules.ts'
import {
  changeMember,
  describeMember,
  endAccess,
  listMembers,
  lockMember,
  type MemberRow,
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
      const { before, after, endedKeys } = await request.inTenant(async tx => {
        const { member, wanted } = await lockForChange(request, tx, memberId, request.body)
        const after = await changeMember(tx, memberId, wanted)
        await revokeInvitations(tx, { email: member.user.email })
        if (outranks(member.role as Role, wanted.role)) await revokeInvitations(tx, { invitedBy: memberId })
        return { before: member, after, endedKeys: wanted.disabled ? await endAccess(tx, memberId) : [] }
      })
      logEndedKeys(request, endedKeys, 'member-disabled')
      logSecurityEvent(request, 'member.changed', { object: memberId, from: stateOf(before), to: stateOf(after) })
      return describeMember(after)
    },

    'members.remove': async request => {
      const { memberId } = request.params
      const endedKeys = await remove(request, memberId)
      logEndedKeys(request, endedKeys, 'member-removed')
      logSecurityEvent(request, 'member.removed', { object: memberId })
    },

    'members.leave': async request => {
      const endedKeys = await remove(request, request.signedIn.memberId)
      logEndedKeys(request, endedKeys, 'member-left')
      logSecurityEvent(request, 'member.left')
    },

    'members.transfer-ownership': async request => {
      const { memberId } = request.params
      const { memberId: callerId } = request.caller
      const member = await request.inTenant(async tx => {
        const { member } = await lockMember(tx, memberId, request.caller)
        if (!member) throw new ProblemError('not-found')
        if (member.disabledAt) throw new ProblemError('member-disabled')
        if (memberId === callerId) throw new ProblemError('last-owner')
        await changeMember(tx, callerId, { role: 'admin', disabled: false })
        await revokeInvitations(tx, { invitedBy: callerId })
        return changeMember(tx, memberId, { role: 'owner', disabled: false })
      })
      logSecurityEvent(request, 'ownership.transferred', { object: memberId })
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
  const refused = refuseChange({ caller: request.caller.role, member: current, wanted, otherOwners })
  if (refused) {
    logSecurityEvent(request, 'member.refused', { object: memberId, reason: refused })
    throw new ProblemError(refused)
  }
  return { member, wanted }
}

/** The rules of disabling hold for removing and leaving as well: a tenant keeps an owner. */
function remove(request: FastifyRequest, memberId: string): Promise<string[]> {
  return request.inTenant(async tx => {
    const { member } = await lockForChange(request, tx, memberId, { disabled: true })
    await revokeInvitations(tx, { email: member.user.email })
    return removeMember(tx, memberId)
  })
}

function logEndedKeys(request: FastifyRequest, keys: readonly string[], reason: string): void {
  for (const object of keys) logSecurityEvent(request, 'api-key.revoked', { object, reason })
}

function stateOf({ role, disabledAt }: MemberRow): string {
  return disabledAt ? `${role}, disabled` : role
}
