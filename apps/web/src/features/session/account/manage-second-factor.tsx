import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { ButtonRow } from '../../../components/button-row.tsx'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { focusPageHeading } from '../../../components/page-heading.tsx'
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
  const cancel = () => {
    refused?.request.reset()
    focusPageHeading()
  }
  if (refused) {
    return (
      <div className="flex max-w-md flex-col gap-4">
        <p>
          <Trans>Verify your second factor to continue.</Trans>
        </p>
        <StepUpStep onVerified={refused.send} onCancel={cancel} />
      </div>
    )
  }
  return (
    <>
      {tasks.map(({ request: { error, submittedAt } }) =>
        error ? <ProblemNotice key={submittedAt} error={error} takesFocus /> : null,
      )}
      <p>
        <strong className="font-semibold">
          <Trans>On.</Trans>
        </strong>{' '}
        <Plural value={codesLeft} one="# recovery code is left." other="# recovery codes are left." />
      </p>
      <ButtonRow>
        <Button isPending={renewing.isPending} onPress={renew}>
          <Trans>Renew recovery codes</Trans>
        </Button>
        <Button look="danger" isPending={disabling.isPending} onPress={() => setAsking(true)}>
          <Trans>Switch off</Trans>
        </Button>
      </ButtonRow>
      <ConfirmDialog
        isOpen={isAsking}
        title={t`Switch off the second factor?`}
        confirmLabel={t`Switch off`}
        onConfirm={disable}
        onClose={() => setAsking(false)}
      >
        <Trans>
          Your account is then protected by its password alone, and you can no longer open pages that require a second
          factor.
        </Trans>
      </ConfirmDialog>
    </>
  )
}
