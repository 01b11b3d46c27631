import { t } from '@lingui/core/macro'
import { dataSettingsPage, type Scope } from '@palisade/contracts'
import type { LinkProps } from '@tanstack/react-router'

export type NavigationEntry = {
  to: NonNullable<LinkProps['to']>
  label: string
  /** The scope that the token needs for the entry to appear. */
  scope?: Scope
}

/** The pages of a signed-in user, in the order of the navigation. The route of a new page is declared in router.tsx. */
export const signedInEntries = (): readonly NavigationEntry[] => [
  { to: '/orders', label: t`Orders`, scope: 'orders:read' },
  { to: '/dashboard', label: t`Dashboard`, scope: 'orders:read' },
  { to: '/reports', label: t`Reports`, scope: 'orders:read' },
  { to: '/team', label: t`Team`, scope: 'members:read' },
  { to: '/service-accounts', label: t`Service accounts`, scope: 'api-keys:manage' },
  { to: '/api-keys', label: t`API keys`, scope: 'api-keys:manage' },
  { to: '/domains', label: t`Domains`, scope: 'tenant:manage' },
  { to: '/usage', label: t`Usage`, scope: 'tenant:manage' },
  { to: '/audit-log', label: t`Audit log`, scope: 'audit:read' },
  { to: '/settings', label: t`Settings`, scope: 'tenant:manage' },
  { to: '/account', label: t`Account` },
]

/** The pages under Settings, in the order of their own navigation. */
export const settingsEntries = (): readonly NavigationEntry[] => [
  { to: '/settings', label: t`Workspace`, scope: 'tenant:manage' },
  { to: '/settings/branding', label: t`Branding`, scope: 'tenant:manage' },
  { to: '/settings/support-access', label: t`Support access`, scope: 'tenant:manage' },
  { to: dataSettingsPage, label: t`Data`, scope: 'tenant:own' },
]

/** The pages that anybody can open. */
const publicEntries = (): readonly NavigationEntry[] => [{ to: '/docs', label: t`API` }]

/** Entries without a scope belong to a person, so an operator who acts for one does not see them. */
export function entriesFor(
  user: { scopes: readonly Scope[] } | undefined,
  { isActing = false } = {},
): readonly NavigationEntry[] {
  if (!user) return publicEntries()
  const allowed = signedInEntries().filter(({ scope }) => (scope ? user.scopes.includes(scope) : !isActing))
  return [...allowed, ...publicEntries()]
}
