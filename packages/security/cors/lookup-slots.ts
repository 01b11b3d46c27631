/** How many lookups may run and wait, for one client and for all of them together. */
export type SlotLimits = {
  readonly atOnce: { readonly perClient: number; readonly together: number }
  /** A lookup that waits longer than `forMs` ends as `busy`. */
  readonly waiting: { readonly perClient: number; readonly together: number; readonly forMs: number }
}

type Waiting = { readonly asker: string; readonly begin: () => void }

/**
 * Bounds lookups. One that finds no slot waits, so that three pages that one network opens at once are all served; one
 * caller that fills its share does not delay others.
 */
export function createLookupSlots({ atOnce, waiting }: SlotLimits) {
  const running = new Map<string, number>()
  const queue: Waiting[] = []
  let taken = 0

  const hasRoom = (asker: string) => taken < atOnce.together && (running.get(asker) ?? 0) < atOnce.perClient
  const mayWait = (asker: string) =>
    queue.length < waiting.together && queue.filter(waits => waits.asker === asker).length < waiting.perClient

  async function start<T>(asker: string, work: () => Promise<T>): Promise<T> {
    taken += 1
    running.set(asker, (running.get(asker) ?? 0) + 1)
    try {
      return await work()
    } finally {
      leave(asker)
    }
  }

  function leave(asker: string): void {
    taken -= 1
    const left = (running.get(asker) ?? 1) - 1
    if (left > 0) running.set(asker, left)
    else running.delete(asker)
    const next = queue.findIndex(waits => hasRoom(waits.asker))
    queue.splice(next, next < 0 ? 0 : 1)[0]?.begin()
  }

  return {
    /** Starts `work` at once or after a wait. It must not reject. @returns its result, or `busy` without having started */
    run<T>(asker: string, work: () => Promise<T>): Promise<T | 'busy'> {
      if (hasRoom(asker)) return start(asker, work)
      if (!mayWait(asker)) return Promise.resolve('busy')
      const { promise, resolve } = Promise.withResolvers<T | 'busy'>()
      const waits: Waiting = {
        asker,
        begin: () => {
          clearTimeout(timer)
          resolve(start(asker, work))
        },
      }
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(waits), 1)
        resolve('busy')
      }, waiting.forMs)
      timer.unref()
      queue.push(waits)
      return promise
    },
  }
}
