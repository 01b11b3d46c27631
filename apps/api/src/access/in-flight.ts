/**
 * Tracks work that a limit charges in advance and may refund. A request that exceeds the limit meanwhile may be allowed after a
 * refund, so it waits for the work under the same key instead of failing.
 */
export function createInFlight({ mostWaiting }: { mostWaiting: number }) {
  const works = new Map<string, Set<Promise<unknown>>>()
  let ended = 0
  let waiting = 0

  const under = (key: string): Set<Promise<unknown>> => {
    const known = works.get(key)
    if (known) return known
    const created = new Set<Promise<unknown>>()
    works.set(key, created)
    return created
  }

  return {
    /** How much work has ended so far: two equal numbers mean that nothing ended in between. */
    get ended() {
      return ended
    },

    /** Follows work until it settles. Start it after the limit has been charged. */
    follow<T>(keys: readonly string[], work: Promise<T>): Promise<T> {
      const followed = work.finally(() => {
        ended += 1
        for (const key of keys) {
          const left = under(key)
          left.delete(followed)
          if (left.size === 0) works.delete(key)
        }
      })
      for (const key of keys) under(key).add(followed)
      return followed
    },

    /**
     * Waits until work under one of these keys has settled.
     * @returns `none` at once when there is none; `full` at once when too many wait already
     */
    async waitForNext(keys: readonly string[]): Promise<'ended' | 'none' | 'full'> {
      const current = keys.flatMap(key => [...(works.get(key) ?? [])])
      if (current.length === 0) return 'none'
      if (waiting >= mostWaiting) return 'full'
      waiting += 1
      await Promise.race(current).catch(() => {})
      waiting -= 1
      return 'ended'
    },
  }
}
