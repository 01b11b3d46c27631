import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** Says where the text in the form comes from, and lets the user begin again. */
export function RestoredDraft({ onDiscard }: { onDiscard: () => void }) {
  return (
    <Notice tone="info" title="Your draft is restored">
      <p className="text-sm">The form has the text that you had not sent yet.</p>
      <Button className="self-start" onPress={onDiscard}>
        Discard draft
      </Button>
    </Notice>
  )
}
