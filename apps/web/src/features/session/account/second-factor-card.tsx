import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Card } from '../../../components/card.tsx'
import { Loading } from '../../../components/loading.tsx'
import { Notice } from '../../../components/notice.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { ShownOnce } from '../../../components/shown-once.tsx'
import { useSecondFactor } from '../second-factor-requests.ts'
import { ManageSecondFactor } from './manage-second-factor.tsx'
import { SetUpSecondFactor } from './set-up-second-factor.tsx'

export function SecondFactorCard() {
  const { data, error, refetch } = useSecondFactor()
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
  return (
    <Card title="Second factor">
      <div className="flex flex-col gap-4 px-5 py-4 sm:px-6">
        {error && <ProblemNotice error={error} onRetry={refetch} />}
        {!data && !error && <Loading label="Loading the second factor…" />}
        {isDisabled && <Notice tone="info" title="The second factor is off" takesFocus />}
        {newCodes && <NewCodes codes={newCodes} onDone={() => setNewCodes(undefined)} />}
        {isSettingUp && <SetUpSecondFactor onDone={showCodes} onCancel={() => setSettingUp(false)} />}
        {data?.enabled && (
          <ManageSecondFactor codesLeft={data.recoveryCodesLeft} onCodes={showCodes} onDisabled={disable} />
        )}
        {data && !data.enabled && !isSettingUp && (
          <>
            <p>
              Your account is protected by its password alone. A code from an authenticator app keeps others out, even
              when they know the password.
            </p>
            <Button look="primary" className="self-start" onPress={beginSetUp}>
              Set up a second factor
            </Button>
          </>
        )}
      </div>
    </Card>
  )
}

function NewCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <ShownOnce
      title="Your recovery codes"
      advice="Each code works once, when you do not have your authenticator app. Keep them somewhere safe: they are not shown again."
      secrets={codes}
      copyLabel="Copy the recovery codes"
      fileName="palisade-recovery-codes.txt"
      onDone={onDone}
    />
  )
}
