export type RevocationList = {
  /** The value of an entry that still counts. */
  find(key: string, nowMs: number): number | undefined
  /** Of two revocations under one key, the larger value and the later end count. @throws {RangeError} when it is full */
  add(key: string, value: number, untilMs: number, nowMs: number): void
}

/**
 * Revocations in this process. Unlike a bounded map it never forgets an entry that still counts, or a flood of entries
 * would let a revoked token in: when it is full, it takes no more.
 */
export function createRevocationList(size: number): RevocationList {
  const entries = new Map<string, { value: number; untilMs: number }>()
  // A sweep reads all entries: at most once a second, however many revocations arrive.
  let sweepAtMs = 0

  function makeRoom(nowMs: number): void {
    if (entries.size < size) return
    if (nowMs >= sweepAtMs) {
      sweepAtMs = nowMs + 1000
      for (const [key, { untilMs }] of entries) if (untilMs <= nowMs) entries.delete(key)
    }
    if (entries.size >= size) throw new RangeError('the list of revoked tokens is full')
  }

  return {
    find(key, nowMs) {
      const entry = entries.get(key)
      return entry !== undefined && entry.untilMs > nowMs ? entry.value : undefined
    },
    add(key, value, untilMs, nowMs) {
      const known = entries.get(key)
      const endMs = Math.max(untilMs, known?.untilMs ?? 0)
      if (endMs <= nowMs) return
      if (known === undefined) makeRoom(nowMs)
      const counts = known !== undefined && known.untilMs > nowMs
      entries.set(key, { value: Math.max(value, counts ? known.value : 0), untilMs: endMs })
    },
  }
}
