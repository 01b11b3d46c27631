import { t } from '@lingui/core/macro'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { Fragment } from 'react'
import { AdminHostNotice } from '../components/admin-host-notice.tsx'
import { Page } from '../components/page.tsx'
import { usePausedActing } from '../features/operator/operator-context.ts'
import { useSessionState } from '../features/session/session-context.ts'
import { SwitchedElsewhere } from '../features/session/switched-elsewhere.tsx'
import { isOnAdminHost } from '../lib/admin-host.ts'
import { Layout } from './layout.tsx'
import { settingsEntries, signedInEntries } from './navigation.ts'
import { PausedActingPage } from './paused-acting-page.tsx'

/** Shows nothing while the router redirects a user who has just signed out. */
export function SignedInLayout() {
  const state = useSessionState()
  const paused = usePausedActing()
  if (state.status !== 'signed-in') return null
  if (paused) return <PausedActingPage paused={paused} />
  return (
    <Layout>
      <SwitchedElsewhere />
      {/* Remount the page in another tenant: it would show data of the old tenant until its answers arrive. */}
      <Fragment key={state.user.id}>
        <PageOfThisHost />
      </Fragment>
    </Layout>
  )
}

/** The page, or a link to the host that serves its endpoints. */
function PageOfThisHost() {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const entry = [...signedInEntries(), ...settingsEntries()].find(({ to }) => to === path)
  if (!entry?.scope || !isOnAdminHost(entry.scope)) return <Outlet />
  return (
    <Page title={entry.label}>
      <AdminHostNotice purpose={t`open this page`} path={path} />
    </Page>
  )
}
