import { Outlet } from '@tanstack/react-router'
import { useSessionState } from '../features/session/session-context.ts'
import { Layout } from './layout.tsx'

/** Shows nothing while the router leads a user who has just signed out away. */
export function SignedInLayout() {
  if (useSessionState().status !== 'signed-in') return null
  return (
    <Layout>
      <Outlet />
    </Layout>
  )
}
