import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** Says where the text in the form comes from, and lets the user begin again. */
export function RestoredDraft({ onDiscard }: { onDiscard: () => void }) {
  return (
    <Notice tone="info" title={t`Your draft is restored`}>
      <p className="text-sm">
        <Trans>The form has the text that you had not sent yet.</Trans>
      </p>
      <Button className="self-start" onPress={onDiscard}>
        <Trans>Discard draft</Trans>
      </Button>
    </Notice>
  )
}
