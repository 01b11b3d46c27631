import type { Rule } from './limit-policy.ts'
import type { ScriptCall } from './script.ts'

/** The script's input for one operation. It is encoded once, however often it is used. */
export type Message = {
  /** In the order in which the script uses them. */
  readonly keys: readonly string[]
  readonly rules: readonly Rule[]
  /** Its numbers, as a part of a JSON list. */
  readonly numbers: string
}

/** One operation for admission.lua, and who waits for its part of the reply. */
export type Operation = {
  readonly message: Message
  /** Takes its numbers from `at` on and returns where the next operation's begin. `sentMs`: monotonic clock. */
  settle(reply: readonly number[], at: number, sentMs: number): number
  fail(cause: unknown): void
}

export type Batcher = {
  add(bucket: number, operation: Operation): void
  /** Resolves when every call that was sent has ended. */
  drain(): Promise<void>
}

/** A script call holds Redis up for its whole length, about twenty microseconds an admission. */
const MOST_OPERATIONS = 64

/** How long operations wait for a running call. They must not queue behind a slow Redis. */
const LONGEST_WAIT_MS = 2

/** The script unpacks its keys on Lua's stack, which holds 8,000 values. */
const MOST_KEYS = 4000

/**
 * Sends the operations of one turn of the event loop as one script call for each bucket. It waits for `setImmediate`,
 * not for a microtask: requests that arrive together are read in separate callbacks of the same poll phase. Requests that arrive
 * during a call are batched in the next one. A call costs this process as much as ten admissions, so under load fewer and larger
 * calls decide twice as many requests.
 */
export function createBatcher(call: ScriptCall, penaltyScale: readonly number[]): Batcher {
  const pending = new Map<number, PendingBatch>()
  const underWay = new Map<number, Promise<void>>() // the call sent last, by bucket
  const sent = new Set<Promise<void>>()

  function flush(bucket: number, batch: PendingBatch): void {
    pending.delete(bucket)
    clearTimeout(batch.timer)
    const sending = send(call, batch.operations, penaltyScale).finally(() => {
      sent.delete(sending)
      if (underWay.get(bucket) !== sending) return
      underWay.delete(bucket)
      if (pending.has(bucket)) setImmediate(flushNext, bucket)
    })
    underWay.set(bucket, sending)
    sent.add(sending)
  }

  function flushNext(bucket: number): void {
    const batch = pending.get(bucket)
    if (batch !== undefined) flush(bucket, batch)
  }

  function add(bucket: number, operation: Operation): void {
    let batch = pending.get(bucket)
    if (batch === undefined) {
      batch = { operations: [], keys: 0 }
      pending.set(bucket, batch)
      if (underWay.has(bucket)) batch.timer = setTimeout(flushNext, LONGEST_WAIT_MS, bucket)
      else setImmediate(flushNext, bucket)
    }
    batch.operations.push(operation)
    batch.keys += operation.message.keys.length
    if (batch.operations.length >= MOST_OPERATIONS || batch.keys >= MOST_KEYS) flush(bucket, batch)
  }

  return {
    add,
    async drain() {
      for (const bucket of pending.keys()) flushNext(bucket)
      await Promise.all(sent)
    },
  }
}

type PendingBatch = { operations: Operation[]; keys: number; timer?: NodeJS.Timeout }

async function send(
  call: ScriptCall,
  operations: readonly Operation[],
  penaltyScale: readonly number[],
): Promise<void> {
  const sentMs = performance.now()
  try {
    const keys: string[] = []
    const rules = new Set<Rule>()
    let numbers = ''
    for (const { message } of operations) {
      keys.push(...message.keys)
      for (const rule of message.rules) rules.add(rule)
      numbers += `,${message.numbers}`
    }
    const encodedRules = Array.from(rules, rule => rule.encoded)
    // The operations begin after four numbers and five for each rule; Lua counts from 1.
    const reply = await call(keys, `[${[5 + 5 * rules.size, ...penaltyScale, ...encodedRules].join()}${numbers}]`)
    let at = 0
    for (const operation of operations) at = operation.settle(reply, at, sentMs)
  } catch (cause) {
    for (const operation of operations) operation.fail(cause)
  }
}
