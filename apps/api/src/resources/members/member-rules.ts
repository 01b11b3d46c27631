import { outranks, type ProblemCode, type Role } from '@palisade/contracts'

export type Member = { role: Role; disabled: boolean }

type Change = { caller: Role; member: Member; wanted: Member; otherOwners: number }

/** Members can neither assign a role above their own nor change a member who has one, and a tenant keeps an owner. */
export function refuseChange({ caller, member, wanted, otherOwners }: Change): ProblemCode | undefined {
  if (outranks(member.role, caller) || outranks(wanted.role, caller)) return 'insufficient-role'
  if (isOwner(member) && !isOwner(wanted) && otherOwners === 0) return 'last-owner'
  return undefined
}

function isOwner({ role, disabled }: Member): boolean {
  return role === 'owner' && !disabled
}
