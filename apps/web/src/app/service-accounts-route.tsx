import { ServiceAccountsPage } from '../features/service-accounts/service-accounts-page.tsx'
import { StrongerSignIn } from '../features/session/stronger-sign-in.tsx'

export function ServiceAccountsRoute() {
  return <ServiceAccountsPage StepUp={StrongerSignIn} />
}
