import { outranks, type Role, roles } from '@palisade/contracts'

/** The roles that somebody may give: none above the own one. */
export function rolesUpTo(role: Role): readonly Role[] {
  return (Object.keys(roles) as Role[]).filter(other => !outranks(other, role))
}

/** What a role is for, in a form. */
export const roleWords: Readonly<Record<Role, string>> = {
  owner: 'Everything, with billing, ownership and deletion of the workspace',
  admin: 'Orders, people, API keys and domains',
  member: 'Creates and changes orders',
  partner: 'Reads orders',
}
