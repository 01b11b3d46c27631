/** What a token may be used for; each endpoint names the one it needs. */
export const scopes = {
  'orders:read': 'See orders and their history',
  'orders:write': 'Create, change, place and cancel orders',
  'orders:fulfil': 'Mark orders as paid, shipped and delivered',
  'members:read': 'See who belongs to the tenant, and in which role',
  'members:manage': 'Invite and remove members, change roles, and disable members',
  'api-keys:manage': 'Create, list and revoke API keys',
  'tenant:manage': 'See what the tenant uses, and manage its frontends',
  'tenant:own': 'Transfer ownership, manage billing, and delete the tenant',
} as const

export type Scope = keyof typeof scopes

/** These decide who may do what. They ask for a second factor, and not one of this morning: see `stepUpWithinMs`. */
export const adminScopes: readonly Scope[] = ['members:manage', 'api-keys:manage', 'tenant:own']

/** The scopes that an API key can have: none that controls access. */
export const apiKeyScopes = ['orders:read', 'orders:write', 'orders:fulfil', 'members:read'] as const satisfies Scope[]

/**
 * The scopes that sign-in puts into the token of each role: the least that its work needs. From the highest role down, and
 * named one by one: no role gets a new scope by default.
 */
export const roles = {
  // biome-ignore format: one line for each kind of thing makes the roles comparable
  owner: [
    'orders:read', 'orders:write', 'orders:fulfil',
    'members:read', 'members:manage',
    'api-keys:manage',
    'tenant:manage', 'tenant:own',
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

export function scopesOf(role: Role): readonly Scope[] {
  return roles[role]
}

/** Whether a role stands above another one. */
export function outranks(role: Role, other: Role): boolean {
  const order = Object.keys(roles)
  return order.indexOf(role) < order.indexOf(other)
}
