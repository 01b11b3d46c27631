import { t } from '@lingui/core/macro'
import type { ResponseOf } from '@palisade/contracts'
import { ShownOnce } from './shown-once.tsx'

/** A new API key, until the user has saved it. */
export function NewKeyShown({ created, onDone }: { created: ResponseOf<'api-keys.create'>; onDone: () => void }) {
  return (
    <ShownOnce
      title={t`The key “${created.name}”`}
      advice={t`Store it where your program reads its secrets. It is not shown again.`}
      secrets={[created.key]}
      copyLabel={t`Copy the key`}
      fileName="palisade-api-key.txt"
      onDone={onDone}
    />
  )
}
