/** The scopes of tokens. Each endpoint declares the one that it requires. */
export const scopes = {
  'orders:read': 'See orders and their history',
  'orders:write': 'Create, change, place and cancel orders',
  'orders:fulfil': 'Mark orders as paid, shipped and delivered',
  'members:read': 'See who belongs to the tenant or is invited, and in which role',
  'members:manage': 'Invite and remove members, change roles, and disable members',
  'api-keys:manage': 'Manage API keys and service accounts',
  'tenant:manage': 'See what the tenant uses, change its name and branding, and manage its frontends',
  'audit:read': 'Read and export the audit trail of the tenant',
  'tenant:own': 'Transfer the ownership of the tenant, export all of it, delete it, and let an operator act in it',
  'operator:read': 'See all tenants, what they use and what was refused',
  'operator:manage': 'Change plans, and suspend and resume tenants',
  'operator:impersonate': 'Act in a tenant that allows support access',
} as const

export type Scope = keyof typeof scopes

/** The scopes of an operator, who runs the platform. No role of a tenant has one, and no token of a tenant opens them. */
export const operatorScopes = ['operator:read', 'operator:manage', 'operator:impersonate'] as const satisfies Scope[]

export function isOperatorScope(scope: Scope): boolean {
  return operatorScopes.some(known => known === scope)
}

/**
 * The scopes of an operator who acts for an owner. They are listed one by one, so that a new scope is not among them by default.
 * None is about credentials, keys, members, ownership, domains, the audit trail or support access.
 */
export const impersonationScopes = ['orders:read', 'orders:write', 'orders:fulfil'] as const satisfies Scope[]

/** Scopes that control access. They require a second factor that was verified within `stepUpWithinMs`. */
export const adminScopes: readonly Scope[] = ['members:manage', 'api-keys:manage', 'tenant:own', ...operatorScopes]

/** The scopes that a program can have, by an API key or as a service account. None of them controls access. */
export const apiKeyScopes = ['orders:read', 'orders:write', 'orders:fulfil', 'members:read'] as const satisfies Scope[]

/**
 * The scopes of each role, which sign-in puts into its tokens. The roles go from the highest to the lowest. Scopes are listed
 * one by one, so that no role gets a new scope by default.
 */
export const roles = {
  // biome-ignore format: one line for each kind of thing makes the roles comparable
  owner: [
    'orders:read', 'orders:write', 'orders:fulfil',
    'members:read', 'members:manage',
    'api-keys:manage',
    'tenant:manage', 'tenant:own', 'audit:read',
  ],
  // biome-ignore format: as above
  admin: [
    'orders:read', 'orders:write', 'orders:fulfil',
    'members:read', 'members:manage',
    'api-keys:manage',
    'tenant:manage',
  ],
  member: ['orders:read', 'orders:write'],
  partner: ['orders:read'],
} as const satisfies Record<string, readonly Scope[]>

export type Role = keyof typeof roles

/** From the highest to the lowest. */
export const roleNames = Object.keys(roles) as Role[]

/** What a role is for, as the SPA shows it where somebody chooses a role. */
export const roleDescriptions: Readonly<Record<Role, string>> = {
  owner: 'Everything, including the transfer of ownership and the deletion',
  admin: 'Orders, people, API keys and domains',
  member: 'Creates and changes orders',
  partner: 'Reads orders',
}

/** The role of service accounts, in the database and in tokens. It has no scopes: each account has its own. */
export const serviceRole = 'service'

export function scopesOf(role: Role): readonly Scope[] {
  return roles[role]
}

/** Whether a member with the role `inviter` may invite somebody to `role`, which must not be a higher one. */
export function mayInvite(inviter: Role, role: Role): boolean {
  return scopesOf(inviter).includes('members:manage') && !outranks(role, inviter)
}

/** Whether a role stands above another one. */
export function outranks(role: Role, other: Role): boolean {
  return roleNames.indexOf(role) < roleNames.indexOf(other)
}
