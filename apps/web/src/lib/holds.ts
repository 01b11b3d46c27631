import { useEffect } from 'react'

/** Pages of this tab that would lose something now: unsent text, or a secret that is shown only once. */
let held = 0
const listeners = new Set<() => void>()

function change(by: 1 | -1): void {
  held += by
  for (const listener of listeners) listener()
}

export const holds = {
  isHeld: () => held > 0,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

/**
 * While it is active, the browser asks before the tab is closed, and a switch of the tenant in another tab waits until the user
 * agrees.
 */
export function useHold(isActive: boolean): void {
  useEffect(() => {
    if (!isActive) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    change(1)
    return () => {
      removeEventListener('beforeunload', ask)
      change(-1)
    }
  }, [isActive])
}
