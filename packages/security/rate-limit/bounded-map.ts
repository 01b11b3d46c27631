/** A map of entries that expire and of which at most `most` are kept. */
export type BoundedMap<Value> = {
  get(key: string, nowMs: number): Value | undefined
  /** Keeps the entry until `untilMs`. A full map forgets what is past, or else what was written longest ago. */
  set(key: string, value: Value, untilMs: number, nowMs: number): void
  delete(key: string): void
  expiry(key: string): number | undefined
  /** Whether `set` would keep everything that is still alive. */
  hasRoom(key: string, nowMs: number): boolean
  readonly size: number
}

export function createBoundedMap<Value>(most: number): BoundedMap<Value> {
  const entries = new Map<string, { value: Value; untilMs: number }>()
  // A sweep looks at everything: at most once a second, however many new keys a flood brings.
  let sweepAtMs = 0

  function sweep(nowMs: number): void {
    if (nowMs < sweepAtMs) return
    sweepAtMs = nowMs + 1000
    for (const [key, entry] of entries) if (entry.untilMs <= nowMs) entries.delete(key)
  }

  return {
    get(key, nowMs) {
      const entry = entries.get(key)
      return entry !== undefined && entry.untilMs > nowMs ? entry.value : undefined
    },
    set(key, value, untilMs, nowMs) {
      entries.delete(key) // so that the order of the map is the order of writing
      if (entries.size >= most) sweep(nowMs)
      if (entries.size >= most) {
        const oldest = entries.keys().next()
        if (!oldest.done) entries.delete(oldest.value)
      }
      entries.set(key, { value, untilMs })
    },
    delete: key => void entries.delete(key),
    expiry: key => entries.get(key)?.untilMs,
    hasRoom(key, nowMs) {
      if (entries.has(key)) return true
      if (entries.size >= most) sweep(nowMs)
      return entries.size < most
    },
    get size() {
      return entries.size
    },
  }
}
