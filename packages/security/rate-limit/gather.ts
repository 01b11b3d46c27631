import type { Rule } from './policy.ts'
import type { ScriptCall } from './script.ts'

/** One operation for admission.lua, and who waits for its part of the reply. */
export type Operation = {
  /** Writes the numbers of the operation, and its keys in the order in which the script uses them. */
  write(batch: Batch): void
  /** Takes its numbers from `at` on and returns where the next operation's begin. `sentMs`: monotonic clock. */
  settle(reply: readonly number[], at: number, sentMs: number): number
  fail(cause: unknown): void
}

/** What one script call will carry. */
export type Batch = {
  keys: string[]
  numbers: number[]
  /** Where the plan holds this rule: each rule travels once. */
  position(rule: Rule): number
}

export type Gatherer = {
  add(bucket: number, operation: Operation): void
  /** Resolves when every call that was sent has ended. */
  drain(): Promise<void>
}

/** A script call holds Redis up for its whole length, about twenty microseconds an admission. */
const MOST_OPERATIONS = 64

/** How long operations wait for a call under way to return. A Redis that is slow must not make them wait in line. */
const LONGEST_WAIT_MS = 2

/** The script unpacks its keys on Lua's stack, which holds 8,000 values. */
const MOST_KEYS = 4000

/**
 * Sends the operations of one turn of the event loop as one script call for each bucket. It waits for `setImmediate`,
 * not for a microtask: requests that arrive together are read in separate callbacks of the same poll phase. What arrives
 * while a call is under way travels together in the next one: a call costs this process as much as ten admissions, so
 * that under load fewer and fuller calls decide twice as many requests.
 */
export function createGatherer(call: ScriptCall, penaltyScale: readonly number[]): Gatherer {
  const pending = new Map<number, PendingBatch>()
  const underWay = new Map<number, Promise<void>>() // the call sent last, by bucket
  const sent = new Set<Promise<void>>()

  function flush(bucket: number, batch: PendingBatch): void {
    pending.delete(bucket)
    clearTimeout(batch.timer)
    const sending = send(call, batch, penaltyScale).finally(() => {
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
      batch = createBatch()
      pending.set(bucket, batch)
      if (underWay.has(bucket)) batch.timer = setTimeout(flushNext, LONGEST_WAIT_MS, bucket)
      else setImmediate(flushNext, bucket)
    }
    operation.write(batch)
    batch.operations.push(operation)
    if (batch.operations.length >= MOST_OPERATIONS || batch.keys.length >= MOST_KEYS) flush(bucket, batch)
  }

  return {
    add,
    async drain() {
      for (const bucket of pending.keys()) flushNext(bucket)
      await Promise.all(sent)
    },
  }
}

type PendingBatch = Batch & { operations: Operation[]; rules: Rule[]; timer?: NodeJS.Timeout }

function createBatch(): PendingBatch {
  const rules: Rule[] = []
  return {
    keys: [],
    numbers: [],
    operations: [],
    rules,
    position(rule) {
      let index = rules.indexOf(rule)
      if (index === -1) index = rules.push(rule) - 1
      return index * 4 + 5 // after four numbers; Lua counts from 1
    },
  }
}

async function send(call: ScriptCall, batch: PendingBatch, penaltyScale: readonly number[]): Promise<void> {
  const { keys, numbers, operations, rules } = batch
  const sentMs = performance.now()
  try {
    const wires = rules.map(rule => rule.wire)
    const reply = await call(keys, `[${[5 + 4 * rules.length, ...penaltyScale, ...wires, numbers.join()].join()}]`)
    let at = 0
    for (const operation of operations) at = operation.settle(reply, at, sentMs)
  } catch (cause) {
    for (const operation of operations) operation.fail(cause)
  }
}
