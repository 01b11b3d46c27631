import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'

type LeaveButtonProps = { name: string; isPending: boolean; onLeave: () => void }

/** Ends the membership in the tenant with this name, once it was confirmed. */
export function LeaveButton({ name, isPending, onLeave }: LeaveButtonProps) {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button look="danger" aria-label={t`Leave ${name}`} isPending={isPending} onPress={() => setAsking(true)}>
        <Trans>Leave</Trans>
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={t`Leave ${name}?`}
        confirmLabel={t`Leave`}
        cancelLabel={t`Cancel`}
        onConfirm={onLeave}
        onClose={() => setAsking(false)}
      >
        <p>
          <Trans>You lose access to {name} until somebody invites you again.</Trans>
        </p>
        <p>
          <Trans>Your sessions and API keys stop working here at once. Your other workspaces stay.</Trans>
        </p>
      </ConfirmDialog>
    </>
  )
}
