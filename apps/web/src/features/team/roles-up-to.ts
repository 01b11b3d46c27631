import { outranks, type Role, roleNames } from '@palisade/contracts'

/** The roles that a member may assign: none above their own. */
export function rolesUpTo(role: Role): readonly Role[] {
  return roleNames.filter(other => !outranks(other, role))
}
