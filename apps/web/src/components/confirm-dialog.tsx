import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from './button.tsx'

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
  const { isOpen, title, children, confirmLabel, cancelLabel = 'Keep it', onConfirm, onClose } = props
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={open => !open && onClose()}
      isDismissable
      className="fixed inset-0 z-20 grid place-items-center bg-[rgb(10_18_14_/_0.55)] p-4"
    >
      <Modal className="w-full max-w-md overscroll-contain rounded-card border border-line bg-surface p-6 shadow-raised">
        <Dialog role="alertdialog" className="flex flex-col gap-3 outline-none">
          <Heading slot="title" className="text-lg font-bold wrap-anywhere">
            {title}
          </Heading>
          <div className="text-ink-soft">{children}</div>
          <div className="mt-2 flex flex-wrap justify-end gap-2">
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
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
