import { createContext, useContext, useState } from 'react'
import type { DraftOwner, Drafts } from './drafts.ts'
import { useHold } from './holds.ts'
import { SignedInUserContext } from './signed-in-user.ts'

export const DraftsContext = createContext<Drafts | undefined>(undefined)

export type FormDraft<T> = {
  /** What the user had typed before, if anything. */
  restored: T | undefined
  keep(value: T): void
  discard(): void
}

/**
 * The draft of a form. While it holds text that is not sent, the browser asks before the tab is closed: the tab's storage
 * goes with the tab.
 *
 * @param isDraft checks a stored value: an older version of this page may have written it
 */
export function useFormDraft<T>(
  owner: DraftOwner,
  form: string,
  isDraft: (value: unknown) => value is T,
): FormDraft<T> {
  const drafts = useContext(DraftsContext)
  if (!drafts) throw new Error('DraftsContext is missing')
  const [restored, setRestored] = useState(() => {
    const value = drafts.read(owner, form)
    return isDraft(value) ? value : undefined
  })
  const [isUnsent, setUnsent] = useState(restored !== undefined)
  useHold(isUnsent)
  return {
    restored,
    keep(value) {
      drafts.write(owner, form, value)
      setUnsent(true)
    },
    discard() {
      drafts.remove(owner, form)
      setUnsent(false)
      setRestored(undefined)
    },
  }
}

/** Texts by the names of the fields that hold them. */
export type FieldTexts = Readonly<Record<string, string>>

/** The draft of a `RequestForm` whose fields hold plain texts. Give it to the form, and discard it when it was sent. */
export function useTextDraft(form: string): FormDraft<FieldTexts> {
  return useFormDraft(useContext(SignedInUserContext), form, isFieldTexts)
}

function isFieldTexts(value: unknown): value is FieldTexts {
  return typeof value === 'object' && value !== null && Object.values(value).every(text => typeof text === 'string')
}
