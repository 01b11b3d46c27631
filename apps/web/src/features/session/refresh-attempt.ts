import { credentialFormats } from '@palisade/contracts'

const itemName = 'palisade-attempt'

/**
 * The id of the attempt to refresh that has no answer yet. All tabs of the browser share it, and it survives a reload:
 * a retry with the same id is not taken for theft. It is no secret, and worthless without the refresh token.
 */
export type RefreshAttempt = {
  /** The id of the open attempt; begins one where there is none. */
  id(): string
  /** The attempt was answered. */
  close(): void
}

/** @param storage `localStorage`. Where the browser blocks it, the id lives as long as the tab. */
export function createRefreshAttempt(
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): RefreshAttempt {
  let own: string | undefined
  return {
    id() {
      own = read(storage) ?? own ?? crypto.randomUUID()
      ignoreBlocked(() => storage().setItem(itemName, own ?? ''))
      return own
    },
    close() {
      own = undefined
      ignoreBlocked(() => storage().removeItem(itemName))
    },
  }
}

/** What another program has written there is not an id. */
const attemptId = new RegExp(`^${credentialFormats.attemptId}$`)

function read(storage: () => Pick<Storage, 'getItem'>): string | undefined {
  const id = ignoreBlocked(() => storage().getItem(itemName))
  return id && attemptId.test(id) ? id : undefined
}

/** Browsers throw on access when the user blocks storage. */
function ignoreBlocked<T>(access: () => T): T | undefined {
  try {
    return access()
  } catch {
    return undefined
  }
}
