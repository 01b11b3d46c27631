import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Card, CardBody } from '../../../components/card.tsx'
import { Notice } from '../../../components/notice.tsx'
import { focusPageHeading } from '../../../components/page-heading.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { ShownOnce } from '../../../components/shown-once.tsx'
import { useSecondFactor } from '../second-factor-requests.ts'
import { ManageSecondFactor } from './manage-second-factor.tsx'
import { SetUpSecondFactor } from './set-up-second-factor.tsx'

export function SecondFactorCard() {
  const found = useSecondFactor()
  const { data } = found
  const [isSettingUp, setSettingUp] = useState(false)
  const [newCodes, setNewCodes] = useState<readonly string[]>()
  const [isDisabled, setDisabled] = useState(false)
  const showCodes = (codes: readonly string[]) => {
    setSettingUp(false)
    setNewCodes(codes)
  }
  const disable = () => {
    setNewCodes(undefined)
    setDisabled(true)
  }
  const beginSetUp = () => {
    setDisabled(false)
    setSettingUp(true)
  }
  const cancelSetUp = () => {
    setSettingUp(false)
    focusPageHeading()
  }
  return (
    <Card title={t`Second factor`}>
      <CardBody>
        <QueryState query={found} label={t`Loading the second factor…`} />
        {isDisabled && <Notice tone="info" title={t`The second factor is off`} takesFocus />}
        {newCodes && <NewCodes codes={newCodes} onDone={() => setNewCodes(undefined)} />}
        {isSettingUp && <SetUpSecondFactor onDone={showCodes} onCancel={cancelSetUp} />}
        {data?.enabled && (
          <ManageSecondFactor codesLeft={data.recoveryCodesLeft} onCodes={showCodes} onDisabled={disable} />
        )}
        {data && !data.enabled && !isSettingUp && (
          <>
            <p>
              <Trans>
                Your account is protected by its password alone. A code from an authenticator app keeps others out, even
                when they know the password.
              </Trans>
            </p>
            <Button look="primary" className="self-start" onPress={beginSetUp}>
              <Trans>Set up a second factor</Trans>
            </Button>
          </>
        )}
      </CardBody>
    </Card>
  )
}

function NewCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <ShownOnce
      title={t`Your recovery codes`}
      advice={t`Each code works once, when you do not have your authenticator app. Keep them somewhere safe: they are not shown again.`}
      secrets={codes}
      copyLabel={t`Copy the recovery codes`}
      fileName="palisade-recovery-codes.txt"
      onDone={onDone}
    />
  )
}
