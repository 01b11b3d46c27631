import { createContext, useContext, useEffect, useState } from 'react'
import type { DraftOwner, Drafts } from './drafts.ts'

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
  const [restored] = useState(() => {
    const value = drafts.read(owner, form)
    return isDraft(value) ? value : undefined
  })
  const [isUnsent, setUnsent] = useState(restored !== undefined)
  useLeaveWarning(isUnsent)
  return {
    restored,
    keep(value) {
      drafts.write(owner, form, value)
      setUnsent(true)
    },
    discard() {
      drafts.remove(owner, form)
      setUnsent(false)
    },
  }
}

function useLeaveWarning(isUnsent: boolean): void {
  useEffect(() => {
    if (!isUnsent) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isUnsent])
}
