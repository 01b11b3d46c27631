import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { isProblem } from '../../../lib/problem-error.ts'
import { useDisable, useRenewCodes } from '../second-factor-requests.ts'
import { StepUpStep } from '../step-up-step.tsx'

type ManageProps = {
  codesLeft: number
  onCodes: (recoveryCodes: readonly string[]) => void
  onDisabled: () => void
}

/** New recovery codes, and the end of the second factor. Both need a code when the last one is not recent. */
export function ManageSecondFactor({ codesLeft, onCodes, onDisabled }: ManageProps) {
  const [isAsking, setAsking] = useState(false)
  const renewing = useRenewCodes()
  const disabling = useDisable()
  const renew = () => renewing.mutate(undefined, { onSuccess: onCodes })
  const disable = () => disabling.mutate(undefined, { onSuccess: onDisabled })
  const tasks = [
    { request: renewing, send: renew },
    { request: disabling, send: disable },
  ]
  const refused = tasks.find(({ request }) => isProblem(request.error, 'stronger-sign-in-required'))
  if (refused) {
    return (
      <div className="flex max-w-md flex-col gap-4">
        <p>Verify your second factor to continue.</p>
        <StepUpStep onVerified={refused.send} onCancel={refused.request.reset} />
      </div>
    )
  }
  return (
    <>
      {tasks.map(({ request: { error, submittedAt } }) =>
        error ? <ProblemNotice key={submittedAt} error={error} takesFocus /> : null,
      )}
      <p>
        <strong className="font-semibold">On.</strong> {codesLeft} recovery {codesLeft === 1 ? 'code is' : 'codes are'}{' '}
        left.
      </p>
      <div className="flex flex-wrap gap-3">
        <Button isPending={renewing.isPending} onPress={renew}>
          Renew recovery codes
        </Button>
        <Button look="danger" isPending={disabling.isPending} onPress={() => setAsking(true)}>
          Switch off
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title="Switch the second factor off?"
        confirmLabel="Switch off"
        onConfirm={disable}
        onClose={() => setAsking(false)}
      >
        Your account is then protected by its password alone, and pages that need a second factor close.
      </ConfirmDialog>
    </>
  )
}
