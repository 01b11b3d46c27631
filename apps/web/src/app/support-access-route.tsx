import { StrongerSignIn } from '../features/session/stronger-sign-in.tsx'
import { SupportAccessPage } from '../features/support-access/support-access-page.tsx'

export function SupportAccessRoute() {
  return <SupportAccessPage StepUp={StrongerSignIn} />
}
