import { ApiKeysPage } from '../features/api-keys/api-keys-page.tsx'
import { StrongerSignIn } from '../features/session/stronger-sign-in.tsx'

export function ApiKeysRoute() {
  return <ApiKeysPage StepUp={StrongerSignIn} />
}
