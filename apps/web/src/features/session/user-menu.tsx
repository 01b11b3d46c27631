import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ResponseOf } from '@palisade/contracts'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { adminOrigin } from '../../lib/admin-host.ts'
import { roleName } from '../../lib/contract-texts.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { useOtherLanguages } from './language-choice.tsx'
import { useMemberships, useSwitchTenant } from './membership-requests.ts'
import { useSignOut, useSignOutEverywhere } from './sign-out.ts'

const itemStyle = 'cursor-pointer rounded-md px-3 py-2 outline-none data-focused:bg-sunken'

export function UserMenu({ onShowShortcuts }: { onShowShortcuts: () => void }) {
  const [isOpen, setIsOpen] = useState(false)
  // Read when the menu opens: most people belong to one tenant.
  const memberships = useMemberships({ enabled: isOpen })
  const switchTenant = useSwitchTenant()
  const signOut = useSignOut()
  const signOutEverywhere = useSignOutEverywhere()
  const otherLanguages = useOtherLanguages()
  const pages = usePages({ isOperator: memberships.data?.operator ?? false })
  const items: readonly Item[] = [
    ...pages,
    { label: t`Keyboard shortcuts`, onAction: onShowShortcuts },
    ...otherLanguages.map(({ language, name, choose }) => ({ label: name, language, onAction: choose })),
    { label: t`Sign out`, onAction: () => signOut.mutate() },
    { label: t`Sign out everywhere`, onAction: () => signOutEverywhere.mutate() },
  ]
  const others = memberships.data?.items.filter(({ current }) => !current) ?? []
  return (
    <>
      <MenuTrigger isOpen={isOpen} onOpenChange={setIsOpen}>
        <Opener />
        <Popover
          placement="bottom end"
          className="w-64 rounded-card border border-line bg-surface p-1.5 shadow-raised outline-none"
        >
          <Menu aria-label={t`Account`} className="outline-none">
            <MenuSection>
              <UserHeader />
              {items.map(({ label, language, onAction }) => (
                <MenuItem key={label} textValue={label} className={itemStyle} onAction={onAction}>
                  {language ? <span lang={language}>{label}</span> : label}
                </MenuItem>
              ))}
            </MenuSection>
            {others.length > 0 && <OtherTenants memberships={others} onSwitch={switchTenant.mutate} />}
          </Menu>
        </Popover>
      </MenuTrigger>
      <Failure error={signOut.error ?? signOutEverywhere.error ?? switchTenant.error} />
    </>
  )
}

type Item = { label: string; language?: string; onAction: () => void }

function usePages({ isOperator }: { isOperator: boolean }): readonly Item[] {
  const navigate = useNavigate()
  return [
    { label: t`Account`, onAction: () => navigate({ to: '/account' }) },
    { label: t`Change password`, onAction: () => navigate({ to: '/account/password' }) },
    { label: t`New workspace`, onAction: () => navigate({ to: '/account/new-workspace' }) },
    ...(isOperator && adminOrigin === ''
      ? [{ label: t`Operator console`, onAction: () => navigate({ to: '/operator' }) }]
      : []),
  ]
}

/** The button that opens the menu. Small screens show only the initials. */
function Opener() {
  const { name, role, tenant } = useSignedInUser()
  return (
    <Button className="flex items-center gap-2.5 rounded-control p-1.5 text-left hover:bg-sunken data-pressed:bg-sunken sm:pr-3">
      <span
        aria-hidden="true"
        className="grid size-8 place-items-center rounded-full bg-brand text-xs font-bold text-on-brand"
      >
        {initialsOf(name)}
      </span>
      <span className="sr-only">
        <Trans>Account of</Trans>{' '}
      </span>
      <span className="sr-only flex-col leading-tight sm:not-sr-only sm:flex">
        <span className="text-sm font-semibold">{name}</span>{' '}
        <span className="text-xs text-ink-faint">
          {tenant.name} · {roleName(role)}
        </span>
      </span>
    </Button>
  )
}

function UserHeader() {
  const { name, email, role, tenant } = useSignedInUser()
  return (
    <Header className="mb-1.5 flex flex-col border-b border-line px-3 py-2">
      <span className="font-semibold">{name}</span>
      <span className="truncate text-sm text-ink-soft">{email}</span>
      <span className="mt-1 text-sm text-ink-faint">
        <Trans>
          {roleName(role)} at {tenant.name}, {tenant.tier} plan
        </Trans>
      </span>
    </Header>
  )
}

type Membership = ResponseOf<'auth.memberships'>['items'][number]

type OtherTenantsProps = { memberships: readonly Membership[]; onSwitch: (tenantId: string) => void }

function OtherTenants({ memberships, onSwitch }: OtherTenantsProps) {
  return (
    <MenuSection className="mt-1.5 border-t border-line pt-1.5">
      <Header className="px-3 py-1 text-sm text-ink-soft">
        <Trans>Switch to</Trans>
      </Header>
      {memberships.map(({ tenant, role }) => (
        <MenuItem key={tenant.id} textValue={tenant.name} className={itemStyle} onAction={() => onSwitch(tenant.id)}>
          {tenant.name} <span className="text-sm text-ink-faint">· {roleName(role)}</span>
        </MenuItem>
      ))}
    </MenuSection>
  )
}

/** A sign-out or a switch that fails leaves the user signed in. */
function Failure({ error }: { error: Error | null }) {
  if (!error) return null
  return (
    <div className="fixed inset-x-4 bottom-4 z-10 mx-auto max-w-md shadow-raised">
      <ProblemNotice error={error} takesFocus>
        <p className="text-sm">
          <Trans>You are still signed in.</Trans>
        </p>
      </ProblemNotice>
    </div>
  )
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words.at(0), words.length > 1 ? words.at(-1) : undefined]
    .map(word => word?.[0] ?? '')
    .join('')
    .toUpperCase()
}
