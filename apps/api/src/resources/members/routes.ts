import type { Role } from '@palisade/contracts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { refuseChange } from './member-rules.ts'
import { changeMember, describeMember, endAccess, listMembers, lockMember } from './member-store.ts'

export function memberHandlers(): Handlers<EndpointsOf<'members'>> {
  return {
    'members.list': async request => {
      const { items, nextCursor } = await request.readInTenant(tx => listMembers(tx, request.query))
      return { items: items.map(describeMember), nextCursor }
    },

    'members.change': async request => {
      const { memberId } = request.params
      const { role, disabled } = request.body
      const { before, after, endedKeys } = await request.inTenant(async tx => {
        const { member, otherOwners } = await lockMember(tx, memberId)
        if (!member) throw new ProblemError('not-found')
        const current = { role: member.role as Role, disabled: member.disabledAt !== null }
        const wanted = { role: role ?? current.role, disabled: disabled ?? current.disabled }
        const refused = refuseChange({ caller: request.caller.role, member: current, wanted, otherOwners })
        if (refused) {
          logSecurityEvent(request, 'member.refused', { object: memberId, reason: refused })
          throw new ProblemError(refused)
        }
        const after = await changeMember(tx, memberId, wanted)
        return { before: member, after, endedKeys: wanted.disabled ? await endAccess(tx, memberId) : [] }
      })
      for (const object of endedKeys)
        logSecurityEvent(request, 'api-key.revoked', { object, reason: 'member-disabled' })
      logSecurityEvent(request, 'member.changed', { object: memberId, from: stateOf(before), to: stateOf(after) })
      return describeMember(after)
    },
  }
}

function stateOf({ role, disabledAt }: { role: string; disabledAt: Date | null }): string {
  return disabledAt ? `${role}, disabled` : role
}
