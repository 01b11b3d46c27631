import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { useMemberships, useSwitchTenant } from './membership-requests.ts'
import { useSignOut, useSignOutEverywhere } from './sign-out.ts'

const itemStyle = 'cursor-pointer rounded-md px-3 py-2 outline-none data-focused:bg-sunken'

export function UserMenu() {
  const { name, email, role, tenant } = useSignedInUser()
  const navigate = useNavigate()
  const [isOpen, setIsOpen] = useState(false)
  // Asked for when the menu opens: most people belong to one tenant.
  const memberships = useMemberships({ enabled: isOpen })
  const otherTenants = memberships.data?.items.filter(({ current }) => !current) ?? []
  const switchTenant = useSwitchTenant()
  const signOut = useSignOut()
  const signOutEverywhere = useSignOutEverywhere()
  const error = signOut.error ?? signOutEverywhere.error ?? switchTenant.error
  return (
    <>
      <MenuTrigger isOpen={isOpen} onOpenChange={setIsOpen}>
        <Button className="flex items-center gap-2.5 rounded-control p-1.5 text-left hover:bg-sunken data-pressed:bg-sunken sm:pr-3">
          <span
            aria-hidden="true"
            className="grid size-8 place-items-center rounded-full bg-brand text-xs font-bold text-on-brand"
          >
            {initialsOf(name)}
          </span>
          <span className="sr-only">Account of </span>
          <span className="sr-only flex-col leading-tight sm:not-sr-only sm:flex">
            <span className="text-sm font-semibold">{name}</span>{' '}
            <span className="text-xs text-ink-faint">
              {tenant.name} · {role}
            </span>
          </span>
        </Button>
        <Popover
          placement="bottom end"
          className="w-64 rounded-card border border-line bg-surface p-1.5 shadow-raised outline-none"
        >
          <Menu aria-label="Account" className="outline-none">
            <MenuSection>
              <Header className="mb-1.5 flex flex-col border-b border-line px-3 py-2">
                <span className="font-semibold">{name}</span>
                <span className="truncate text-sm text-ink-soft">{email}</span>
                <span className="mt-1 text-sm text-ink-faint">
                  {role} at {tenant.name}, {tenant.tier} plan
                </span>
              </Header>
              <MenuItem className={itemStyle} onAction={() => navigate({ to: '/account' })}>
                Account
              </MenuItem>
              <MenuItem className={itemStyle} onAction={() => navigate({ to: '/account/password' })}>
                Change password
              </MenuItem>
              <MenuItem className={itemStyle} onAction={() => navigate({ to: '/account/new-workspace' })}>
                New workspace
              </MenuItem>
              <MenuItem className={itemStyle} onAction={() => signOut.mutate()}>
                Sign out
              </MenuItem>
              <MenuItem className={itemStyle} onAction={() => signOutEverywhere.mutate()}>
                Sign out everywhere
              </MenuItem>
            </MenuSection>
            {otherTenants.length > 0 && (
              <MenuSection className="mt-1.5 border-t border-line pt-1.5">
                <Header className="px-3 py-1 text-sm text-ink-soft">Switch to</Header>
                {otherTenants.map(({ tenant, role }) => (
                  <MenuItem
                    key={tenant.id}
                    textValue={tenant.name}
                    className={itemStyle}
                    onAction={() => switchTenant.mutate(tenant.id)}
                  >
                    {tenant.name} <span className="text-sm text-ink-faint">· {role}</span>
                  </MenuItem>
                ))}
              </MenuSection>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {error && (
        <div className="fixed inset-x-4 bottom-4 z-10 mx-auto max-w-md shadow-raised">
          <ProblemNotice error={error} takesFocus>
            <p className="text-sm">You are still signed in.</p>
          </ProblemNotice>
        </div>
      )}
    </>
  )
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words.at(0), words.length > 1 ? words.at(-1) : undefined]
    .map(word => word?.[0] ?? '')
    .join('')
    .toUpperCase()
}
