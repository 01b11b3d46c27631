import type { Scope } from '@palisade/contracts'
import type { LinkProps } from '@tanstack/react-router'

export type NavigationEntry = {
  to: NonNullable<LinkProps['to']>
  label: string
  /** What the token must allow for the entry to appear. */
  scope?: Scope
}

/** The pages of a signed-in user, in the order of the navigation. The route of a new page is declared in router.tsx. */
export const signedInEntries: readonly NavigationEntry[] = [
  { to: '/orders', label: 'Orders', scope: 'orders:read' },
  { to: '/reports', label: 'Reports', scope: 'orders:read' },
  { to: '/team', label: 'Team', scope: 'members:read' },
  { to: '/api-keys', label: 'API keys', scope: 'api-keys:manage' },
  { to: '/domains', label: 'Domains', scope: 'tenant:manage' },
  { to: '/usage', label: 'Usage', scope: 'tenant:manage' },
  { to: '/account', label: 'Account' },
]

/** The pages that anybody can open. */
export const publicEntries: readonly NavigationEntry[] = [{ to: '/docs', label: 'API' }]

export function entriesFor(user: { scopes: readonly Scope[] } | undefined): readonly NavigationEntry[] {
  if (!user) return publicEntries
  const allowed = signedInEntries.filter(({ scope }) => !scope || user.scopes.includes(scope))
  return [...allowed, ...publicEntries]
}
