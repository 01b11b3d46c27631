import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '../../components/button.tsx'
import { ModalDialog } from '../../components/modal-dialog.tsx'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { mayUse, type ShortcutKey, shortcutKeys, shortcutWords } from './shortcut-keys.ts'
import { useShortcuts } from './use-shortcuts.ts'

type ShortcutHelpProps = { isOpen: boolean; onOpen: () => void; onClose: () => void }

/** Listens for shortcuts, and shows the list of them. They can be switched off there. */
export function ShortcutHelp({ isOpen, onOpen, onClose }: ShortcutHelpProps) {
  const { isOn, setOn } = useShortcuts(onOpen)
  const { scopes } = useSignedInUser()
  const keys = (Object.keys(shortcutKeys) as ShortcutKey[]).filter(key => mayUse(key, scopes))
  return (
    <ModalDialog isOpen={isOpen} title={t`Keyboard shortcuts`} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2">
        {keys.map(key => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border border-edge bg-sunken px-2 py-0.5 font-mono text-sm">{key}</kbd>
            </dt>
            <dd>{shortcutWords()[key]}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-ink-soft">
        <Trans>They work wherever you are not typing.</Trans>
      </p>
      <label className="flex min-h-11 cursor-pointer items-center gap-2.5">
        <input
          type="checkbox"
          checked={isOn}
          onChange={event => setOn(event.target.checked)}
          className="size-4.5 accent-accent"
        />
        <Trans>Use keyboard shortcuts in this browser</Trans>
      </label>
      <Button autoFocus className="self-end" onPress={onClose}>
        <Trans>Close</Trans>
      </Button>
    </ModalDialog>
  )
}
