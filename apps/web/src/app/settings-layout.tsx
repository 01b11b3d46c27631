import { t } from '@lingui/core/macro'
import { Outlet } from '@tanstack/react-router'
import { PageTabs } from '../components/page-tabs.tsx'
import { useSignedInUser } from '../lib/signed-in-user.ts'
import { settingsEntries } from './navigation.ts'

/** The pages of the settings share a navigation of their own. */
export function SettingsLayout() {
  const { scopes } = useSignedInUser()
  const entries = settingsEntries().filter(({ scope }) => !scope || scopes.includes(scope))
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      {entries.length > 1 && <PageTabs label={t`Settings`} pages={entries} />}
      <Outlet />
    </div>
  )
}
