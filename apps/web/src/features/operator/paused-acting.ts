import type { ResponseOf } from '@palisade/contracts'
import type { TabStorage } from '../../lib/tab-storage.ts'

/** For whom an operator acted in this tab before a reload. */
export type Paused = Pick<ResponseOf<'impersonations.start'>, 'id' | 'tenant' | 'endsAt'>

const key = 'palisade-acting'

/**
 * Remembers in the tab that an operator acts, so that a reload does not show the pages of the operator's own tenant as if
 * nothing had happened. It holds no token: a script of the page could read it.
 */
export function createPausedActing(storage: TabStorage) {
  let paused = readPaused(storage)
  return {
    /** The same object until it changes: React compares it. */
    read: (): Paused | undefined => (paused && Date.parse(paused.endsAt) > Date.now() ? paused : undefined),

    /** Keeps for whom the operator acts now, which `read` returns only after a reload. */
    follow(acting: Paused | undefined): void {
      paused = undefined
      storage.removeItem(key)
      if (!acting) return
      const { id, tenant, endsAt } = acting
      storage.setItem(key, JSON.stringify({ id, tenant, endsAt } satisfies Paused))
    },
  }
}

function readPaused(storage: TabStorage): Paused | undefined {
  const text = storage.getItem(key)
  return text === null ? undefined : (JSON.parse(text) as Paused)
}
