import { t } from '@lingui/core/macro'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { ButtonRow } from './button-row.tsx'
import { ModalDialog } from './modal-dialog.tsx'

type ConfirmDialogProps = {
  isOpen: boolean
  title: string
  children: ReactNode
  confirmLabel: string
  cancelLabel?: string
  onConfirm: () => void
  onClose: () => void
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, children, confirmLabel, cancelLabel = t`Keep it`, onConfirm, onClose } = props
  return (
    <ModalDialog role="alertdialog" isOpen={isOpen} title={title} onClose={onClose}>
      <div className="flex flex-col gap-4 text-ink-soft">{children}</div>
      <ButtonRow className="justify-end">
        <Button autoFocus onPress={onClose}>
          {cancelLabel}
        </Button>
        <Button
          look="danger"
          onPress={() => {
            onClose()
            onConfirm()
          }}
        >
          {confirmLabel}
        </Button>
      </ButtonRow>
    </ModalDialog>
  )
}
