import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ConfirmDialog } from './confirm-dialog.tsx'

type RevokeKeyDialogProps = { isOpen: boolean; name: string | undefined; onConfirm: () => void; onClose: () => void }

/** Asks before an API key is revoked. */
export function RevokeKeyDialog({ name = t`the key`, ...props }: RevokeKeyDialogProps) {
  return (
    <ConfirmDialog title={t`Revoke ${name}?`} confirmLabel={t`Revoke key`} {...props}>
      <Trans>Programs that use it stop working at once. A revoked key stays revoked.</Trans>
    </ConfirmDialog>
  )
}
