import { expect, test } from 'vitest'
import type { TenantState } from './tenant-states.ts'
import { createTenantStates } from './tenant-states.ts'

const active: TenantState = { tier: 'pro', suspended: false }
const suspended: TenantState = { tier: 'pro', suspended: true }

function setUp() {
  let nowMs = 0
  let answer: () => Promise<TenantState> = async () => active
  const asked: string[] = []
  const errors: unknown[] = []
  const states = createTenantStates({
    load: id => {
      asked.push(id)
      return answer()
    },
    onError: error => errors.push(error),
    now: () => nowMs,
  })
  return {
    states,
    asked,
    errors,
    pass: (ms: number) => {
      nowMs += ms
    },
    answerWith: (next: () => Promise<TenantState>) => {
      answer = next
    },
  }
}

test('one query answers all requests that arrive meanwhile, and none is sent while the answer is fresh', async () => {
  const { states, asked } = setUp()
  expect(await Promise.all([states.stateOf('a'), states.stateOf('a')])).toEqual([active, active])
  expect(states.stateOf('a')).toEqual(active)
  expect(asked).toEqual(['a'])
})

test('a stale answer is used while it is refreshed in the background', async () => {
  const { states, asked, pass, answerWith } = setUp()
  await states.stateOf('a')
  answerWith(async () => suspended)
  pass(30_000)
  expect(states.stateOf('a')).toEqual(active)
  expect(states.stateOf('a')).toEqual(active)
  await new Promise(setImmediate)
  expect(states.stateOf('a')).toEqual(suspended)
  expect(asked).toHaveLength(2)
})

test('[B7] without the database, known tenants keep their state, and not every request queries it', async () => {
  const { states, asked, errors, pass, answerWith } = setUp()
  await states.stateOf('a')
  answerWith(() => Promise.reject(new Error('away')))
  pass(30_000)
  for (let request = 0; request < 10; request++) expect(await states.stateOf('a')).toEqual(active)
  expect(asked).toHaveLength(2)
  expect(errors).toEqual([new Error('away')])
  await expect(states.stateOf('b')).rejects.toThrow('away')
})

test('a change is seen by the next request, also when a lookup was under way', async () => {
  const { states, answerWith } = setUp()
  await states.stateOf('a')
  answerWith(async () => suspended)
  states.forget('a')
  expect(await states.stateOf('a')).toEqual(suspended)

  const { promise, resolve } = Promise.withResolvers<TenantState>()
  answerWith(() => promise)
  states.forgetAll()
  const late = states.stateOf('a')
  states.forget('a')
  answerWith(async () => active)
  resolve(suspended)
  await late
  expect(await states.stateOf('a')).toEqual(active)
})

test('the cache is bounded: it drops the tenant that was read longest ago', async () => {
  const { states, asked } = setUp()
  for (let id = 0; id <= 10_000; id++) await states.stateOf(String(id))
  expect(states.stateOf('1')).toEqual(active)
  expect(states.stateOf('0')).toBeInstanceOf(Promise)
  expect(asked).toHaveLength(10_002)
})
