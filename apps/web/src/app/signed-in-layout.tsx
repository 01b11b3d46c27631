import { Outlet } from '@tanstack/react-router'
import { Fragment } from 'react'
import { useSessionState } from '../features/session/session-context.ts'
import { Layout } from './layout.tsx'

/** Shows nothing while the router leads a user who has just signed out away. */
export function SignedInLayout() {
  const state = useSessionState()
  if (state.status !== 'signed-in') return null
  return (
    <Layout>
      {/* Remount the page in another tenant: it would show data of the old tenant until its answers arrive. */}
      <Fragment key={state.user.id}>
        <Outlet />
      </Fragment>
    </Layout>
  )
}
