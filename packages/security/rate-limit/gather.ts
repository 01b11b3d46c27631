import type { ScriptCall } from './script.ts'

/** One operation for admission.lua, and who waits for its part of the reply. */
export type Operation = {
  keys: readonly string[]
  /** JSON, as admission.lua documents it. */
  text: string
  /** Takes its numbers from `at` on and returns where the next operation's begin. `sentMs`: monotonic clock. */
  settle(reply: readonly number[], at: number, sentMs: number): number
  fail(cause: unknown): void
}

export type Gatherer = {
  add(bucket: number, operation: Operation): void
  /** Resolves when every call that was sent has ended. */
  drain(): Promise<void>
}

/** A script call holds Redis up for its whole length: ten microseconds an admission, so well under a millisecond. */
const MOST_OPERATIONS = 64

/** The script unpacks its keys on Lua's stack, which holds 8,000 values. */
const MOST_KEYS = 4000

/**
 * Sends the operations of one turn of the event loop as one script call for each bucket. It waits for `setImmediate`,
 * not for a microtask: requests that arrive together are read in separate callbacks of the same poll phase.
 */
export function createGatherer(call: ScriptCall): Gatherer {
  const pending = new Map<number, { operations: Operation[]; keys: number }>()
  const sent = new Set<Promise<void>>()

  function flush(bucket: number): void {
    const batch = pending.get(bucket)
    if (batch === undefined) return
    pending.delete(bucket)
    const sending = send(call, batch.operations).finally(() => sent.delete(sending))
    sent.add(sending)
  }

  function flushAll(): void {
    for (const bucket of pending.keys()) flush(bucket)
  }

  function add(bucket: number, operation: Operation): void {
    const waiting = pending.get(bucket)
    if (waiting && waiting.keys + operation.keys.length > MOST_KEYS) flush(bucket)
    let batch = pending.get(bucket)
    if (batch === undefined) {
      if (pending.size === 0) setImmediate(flushAll)
      batch = { operations: [], keys: 0 }
      pending.set(bucket, batch)
    }
    batch.operations.push(operation)
    batch.keys += operation.keys.length
    if (batch.operations.length >= MOST_OPERATIONS) flush(bucket)
  }

  return {
    add,
    async drain() {
      flushAll()
      await Promise.all(sent)
    },
  }
}

async function send(call: ScriptCall, operations: readonly Operation[]): Promise<void> {
  const keys = operations.flatMap(operation => operation.keys)
  const sentMs = performance.now()
  try {
    const reply = await call(keys, `[${operations.map(operation => operation.text).join()}]`)
    let at = 0
    for (const operation of operations) at = operation.settle(reply, at, sentMs)
  } catch (cause) {
    for (const operation of operations) operation.fail(cause)
  }
}
