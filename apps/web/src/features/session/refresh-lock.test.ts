import { expect, test } from 'vitest'
import { createRefreshLock } from './refresh-lock.ts'

test('[B6] tasks run one after the other, and each learns whether it had to wait', async () => {
  const locks = navigator.locks
  const [first, second] = [createRefreshLock(locks), createRefreshLock(locks)]
  const seen: string[] = []
  const task = (name: string) => async (waited: boolean) => {
    seen.push(`${name} begins, ${waited ? 'waited' : 'at once'}`)
    await new Promise(resolve => setTimeout(resolve, 5))
    seen.push(`${name} ends`)
    return name
  }
  expect(await Promise.all([first(task('one')), second(task('two'))])).toEqual(['one', 'two'])
  expect(seen).toEqual(['one begins, at once', 'one ends', 'two begins, waited', 'two ends'])
})

test('a task that fails lets the next one in', async () => {
  const lock = createRefreshLock(navigator.locks)
  await expect(lock(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await lock(async () => 'in')).toBe('in')
})
