/** A map that holds at most `size` entries, each for `keepMs`. When it is full, the oldest entry makes room. */
export function createExpiringMap<V>(size: number, keepMs: number, now: () => number) {
  const entries = new Map<string, { value: V; expiresAtMs: number }>()

  return {
    get(key: string): V | undefined {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (now() < entry.expiresAtMs) return entry.value
      entries.delete(key)
      return undefined
    },
    set(key: string, value: V): void {
      // A Map iterates in the order of insertion, so that its first key is the oldest.
      const oldest = entries.size >= size ? entries.keys().next().value : undefined
      if (oldest !== undefined) entries.delete(oldest)
      entries.set(key, { value, expiresAtMs: now() + keepMs })
    },
    deleteStartingWith(prefix: string): void {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
    },
    clear: () => entries.clear(),
  }
}
