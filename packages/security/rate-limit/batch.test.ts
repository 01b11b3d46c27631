import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createBatcher, type Operation } from './batch.ts'

/** A script that answers on request, and remembers how many operations each call carried. */
function createSlowScript() {
  const calls: { size: number; answer: () => void }[] = []
  const call = (keys: readonly string[]) =>
    new Promise<readonly number[]>(resolve => calls.push({ size: keys.length, answer: () => resolve([]) }))
  return { calls, call }
}

const operation = (): Operation => ({
  message: { keys: ['key'], rules: [], numbers: '2,1' },
  settle: (_reply, at) => at,
  fail: () => {},
})

test('operations of one turn of the event loop share one call', async () => {
  const { calls, call } = createSlowScript()
  const batcher = createBatcher(call, [1, 1, 1])
  batcher.add(0, operation())
  batcher.add(0, operation())
  await turn()
  expect(calls.map(({ size }) => size)).toEqual([2])
})

test('operations that arrive during a call share the next one', async () => {
  const { calls, call } = createSlowScript()
  const batcher = createBatcher(call, [1, 1, 1])
  batcher.add(0, operation())
  await turn()
  for (let i = 0; i < 3; i += 1) {
    batcher.add(0, operation())
    await Promise.resolve()
  }
  calls[0]?.answer()
  await turn()
  await turn()
  expect(calls.map(({ size }) => size)).toEqual([1, 3])
})

test('[B7] a call that does not return delays other calls only for a moment', async () => {
  const { calls, call } = createSlowScript()
  const batcher = createBatcher(call, [1, 1, 1])
  batcher.add(0, operation())
  await turn()
  batcher.add(0, operation())
  await sleep(500)
  expect(calls.map(({ size }) => size)).toEqual([1, 1])
})

test('a full batch does not wait, and neither does another bucket', async () => {
  const { calls, call } = createSlowScript()
  const batcher = createBatcher(call, [1, 1, 1])
  batcher.add(0, operation())
  await turn()
  for (let i = 0; i < 64; i += 1) batcher.add(0, operation())
  batcher.add(1, operation())
  expect(calls.map(({ size }) => size)).toEqual([1, 64])
  await turn()
  expect(calls.map(({ size }) => size)).toEqual([1, 64, 1])
})
