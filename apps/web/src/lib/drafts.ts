import type { TabStorage } from './tab-storage.ts'

/** The user who wrote a draft, or undefined before sign-in. No other user sees it, not even on the same tab. */
export type DraftOwner = { id: string; tenant: { id: string } } | undefined

export type Drafts = ReturnType<typeof createDrafts>

const prefix = 'palisade-draft '
/** Characters of all drafts of a tab together: an order of 100 lines has 40,000. Browsers allow some millions. */
const maxTotalChars = 200_000

/**
 * Text that people have typed into forms and not sent yet, kept in the tab by user, tenant and form, so that leaving the
 * page or signing in again does not lose it. Never give it passwords or codes.
 */
export function createDrafts(store: TabStorage) {
  function keys(): string[] {
    return Array.from({ length: store.length }, (_, index) => store.key(index) ?? '').filter(key =>
      key.startsWith(prefix),
    )
  }

  function makeRoomFor(text: string): void {
    const sizes = keys().map(key => ({ key, size: store.getItem(key)?.length ?? 0, ...parse(store.getItem(key)) }))
    let total = sizes.reduce((sum, { size }) => sum + size, text.length)
    for (const { key, size } of sizes.toSorted((a, b) => a.savedAt - b.savedAt)) {
      if (total <= maxTotalChars) return
      store.removeItem(key)
      total -= size
    }
  }

  return {
    read(owner: DraftOwner, form: string): unknown {
      return parse(store.getItem(keyOf(owner, form))).value
    },

    write(owner: DraftOwner, form: string, value: unknown): void {
      const text = JSON.stringify({ savedAt: Date.now(), value })
      store.removeItem(keyOf(owner, form))
      if (text.length > maxTotalChars) return
      makeRoomFor(text)
      store.setItem(keyOf(owner, form), text)
    },

    remove(owner: DraftOwner, form: string): void {
      store.removeItem(keyOf(owner, form))
    },

    /** Removes the drafts of everybody else; of everybody, where there is no owner. */
    keepOnly(owner?: NonNullable<DraftOwner>): void {
      const kept = owner && keyOf(owner, '')
      for (const key of keys()) if (!kept || !key.startsWith(kept)) store.removeItem(key)
    },
  }
}

function keyOf(owner: DraftOwner, form: string): string {
  return `${prefix}${owner ? `${owner.tenant.id} ${owner.id}` : 'visitor'} ${form}`
}

function parse(text: string | null): { savedAt: number; value?: unknown } {
  try {
    const draft: unknown = JSON.parse(text ?? '')
    if (typeof draft === 'object' && draft && 'savedAt' in draft && 'value' in draft) {
      return { savedAt: Number(draft.savedAt), value: draft.value }
    }
  } catch {
    // Not written by this version of the page.
  }
  return { savedAt: 0 }
}
