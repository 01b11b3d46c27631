import { useState } from 'react'
import { Button, buttonStyle } from '../components/button.tsx'
import { ButtonRow } from '../components/button-row.tsx'
import { ChoiceBar } from '../components/choice-bar.tsx'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { CopyButton } from '../components/copy-button.tsx'
import { ModalDialog } from '../components/modal-dialog.tsx'
import { PageTabs } from '../components/page-tabs.tsx'
import { RevokeKeyDialog } from '../components/revoke-key-dialog.tsx'
import { Example } from './example.tsx'

const looks = ['primary', 'secondary', 'quiet', 'danger'] as const
const pages = [
  { to: '/settings', label: 'Workspace' },
  { to: '/settings/branding', label: 'Branding' },
] as const
const periods = ['Day', 'Week', 'Month'].map(label => ({ value: label, label }))

export function Actions() {
  const [open, setOpen] = useState<'dialog' | 'confirm' | 'revoke'>()
  const [period, setPeriod] = useState('Day')
  const close = () => setOpen(undefined)
  return (
    <>
      <Example name="ButtonRow with a Button of each look, disabled, and while its request is under way">
        <ButtonRow>
          {looks.map(look => (
            <Button key={look} look={look}>
              {look}
            </Button>
          ))}
          <Button look="primary" isDisabled>
            disabled
          </Button>
          <Button look="primary" isPending>
            Saving…
          </Button>
          <a href="#content" className={buttonStyle()}>
            Go to the start
          </a>
        </ButtonRow>
      </Example>
      <Example name="ChoiceBar">
        <ChoiceBar label="Period" choices={periods} value={period} onChange={setPeriod} />
      </Example>
      <Example name="CopyButton">
        <p>
          acme-4711 <CopyButton text="acme-4711" label="Copy the number" />
        </p>
      </Example>
      <Example name="PageTabs, with something at the other end">
        <PageTabs label="Settings" pages={pages} aside={<Button look="quiet">Close</Button>} />
      </Example>
      <Example name="ModalDialog, ConfirmDialog and RevokeKeyDialog">
        <ButtonRow>
          <Button onPress={() => setOpen('dialog')}>Show shortcuts</Button>
          <Button look="danger" onPress={() => setOpen('confirm')}>
            Cancel order
          </Button>
          <Button look="danger" onPress={() => setOpen('revoke')}>
            Revoke key
          </Button>
        </ButtonRow>
        <ModalDialog isOpen={open === 'dialog'} title="Keyboard shortcuts" onClose={close}>
          <p>Press “n” for a new order.</p>
          <Button autoFocus className="self-end" onPress={close}>
            Close
          </Button>
        </ModalDialog>
        <ConfirmDialog
          isOpen={open === 'confirm'}
          title="Cancel order ORD-1042?"
          confirmLabel="Cancel order"
          onConfirm={close}
          onClose={close}
        >
          A cancelled order stays cancelled.
        </ConfirmDialog>
        <RevokeKeyDialog isOpen={open === 'revoke'} name="CI" onConfirm={close} onClose={close} />
      </Example>
    </>
  )
}
