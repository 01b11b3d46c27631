import { useSession } from '../features/session/session-context.ts'
import { StrongerSignIn } from '../features/session/stronger-sign-in.tsx'
import { BrandingPage } from '../features/settings/branding-page.tsx'
import { DataPage } from '../features/settings/data-page.tsx'
import { WorkspacePage } from '../features/settings/workspace-page.tsx'

export function WorkspaceRoute() {
  return <WorkspacePage onChanged={useNewToken()} />
}

export function BrandingRoute() {
  return <BrandingPage onChanged={useNewToken()} />
}

export function DataRoute() {
  return <DataPage StepUp={StrongerSignIn} onChanged={useNewToken()} />
}

/** The session knows its tenant from the access token, so a change needs a new one. */
function useNewToken() {
  const session = useSession()
  return () => session.refresh(session.accessToken())
}
