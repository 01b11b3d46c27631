/** What a token may be used for; each endpoint names the one it needs. */
export const scopes = {
  'orders:read': 'See orders and their history',
  'orders:write': 'Create, change, place and cancel orders',
  'orders:fulfil': 'Mark orders as paid, shipped and delivered',
  'tenant:manage': 'See what the tenant uses, and manage its frontends',
} as const

export type Scope = keyof typeof scopes

/** The scopes that sign-in puts into the token of each role: the least that the role's work needs. */
export const roles = {
  owner: ['orders:read', 'orders:write', 'orders:fulfil', 'tenant:manage'],
  admin: ['orders:read', 'orders:write', 'orders:fulfil', 'tenant:manage'],
  member: ['orders:read', 'orders:write'],
  partner: ['orders:read'],
} as const satisfies Record<string, readonly Scope[]>

export type Role = keyof typeof roles

export function scopesOf(role: Role): readonly Scope[] {
  return roles[role]
}
