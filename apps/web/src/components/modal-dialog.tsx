import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

type ModalDialogProps = {
  isOpen: boolean
  title: string
  /** `alertdialog` for a question that must be answered before anything else. */
  role?: 'dialog' | 'alertdialog'
  onClose: () => void
  children: ReactNode
}

/** A dialog above the page. Escape and a press outside of it close it; content that is higher than the screen scrolls inside. */
export function ModalDialog({ isOpen, title, role = 'dialog', onClose, children }: ModalDialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={open => !open && onClose()}
      isDismissable
      className="fixed inset-0 z-20 grid place-items-center bg-[rgb(10_18_14_/_0.55)] p-4"
    >
      <Modal className="max-h-full w-full max-w-md overflow-y-auto overscroll-contain rounded-card border border-line bg-surface p-6 shadow-raised">
        <Dialog role={role} className="flex flex-col gap-4 outline-none">
          <Heading slot="title" className="text-lg font-bold wrap-anywhere">
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
