import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/notice.tsx'
import { useSession, useSessionState } from './session-context.ts'

/** Says that this page still shows the tenant that the user has left in another tab, and why. */
export function SwitchedElsewhere() {
  const session = useSession()
  const state = useSessionState()
  const elsewhere = state.status === 'signed-in' ? state.elsewhere : undefined
  if (state.status !== 'signed-in' || !elsewhere) return null
  return (
    <div className="mb-5">
      <Notice tone="warn" title={t`You switched to ${elsewhere.tenant.name} in another tab`}>
        <p className="text-sm">
          <Trans>
            This page still shows {state.user.tenant.name}, because it has unsent text, or codes that are shown only
            once.
          </Trans>
        </p>
        <Button className="self-start" onPress={session.followOther}>
          <Trans>Continue in {elsewhere.tenant.name}</Trans>
        </Button>
      </Notice>
    </div>
  )
}
