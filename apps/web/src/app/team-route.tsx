import { useSession } from '../features/session/session-context.ts'
import { StrongerSignIn } from '../features/session/stronger-sign-in.tsx'
import { TeamPage } from '../features/team/team-page.tsx'

export function TeamRoute() {
  const session = useSession()
  return <TeamPage StepUp={StrongerSignIn} onOwnAccessChanged={() => session.refresh(session.accessToken())} />
}
