import { expect, test } from 'vitest'
import { createBoundedMap } from './bounded-map.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `key-${index}`)

test('a map never holds more than its size, and at least half of it', () => {
  for (const size of [2, 3, 10, 11]) {
    const map = createBoundedMap<string>(size)
    for (const key of names(1_000)) map.set(key, key)
    const held = names(1_000).filter(key => map.get(key) === key).length
    expect(held, `of ${size}`).toBeLessThanOrEqual(size)
    expect(held, `of ${size}`).toBeGreaterThanOrEqual(Math.floor(size / 2))
  }
})

test('a flood of new keys evicts no entry that is read meanwhile', () => {
  const map = createBoundedMap<number>(10)
  map.set('used', 1)
  for (const [index, key] of names(1_000).entries()) {
    map.set(key, 0)
    if (index % 4 === 0) expect(map.get('used')).toBe(1)
  }
})

test('an entry ends at its time, and one without a time does not', () => {
  const map = createBoundedMap<string>(10)
  map.set('short', 'a', 100)
  map.set('long', 'b')
  expect([map.get('short', 99), map.get('short', 100)]).toEqual(['a', undefined])
  expect(map.get('long', Number.MAX_SAFE_INTEGER)).toBe('b')
  map.set('short', 'c', 200)
  expect(map.get('short', 100)).toBe('c')
})

test('a deleted key is removed from both generations', () => {
  const filled = () => {
    const map = createBoundedMap<number>(8)
    for (const key of names(6)) map.set(key, 1)
    return map
  }
  const held = (map: ReturnType<typeof filled>) => names(6).filter(key => map.get(key) !== undefined)
  const [one, none] = [filled(), filled()]
  one.delete('key-0')
  one.delete('key-5')
  expect(held(one)).toEqual(['key-1', 'key-2', 'key-3', 'key-4'])
  none.clear()
  expect(held(none)).toEqual([])
})

test('a deleted entry does not come back from the old generation', () => {
  const map = createBoundedMap<string>(4)
  map.set('key', 'old')
  for (const key of names(2)) map.set(key, '') // `key` is old now
  map.set('key', 'new')
  map.delete('key')
  expect(map.get('key')).toBeUndefined()
})

test('a map of size 0 keeps nothing, and one of size 1 keeps the latest entry', () => {
  const [none, one] = [createBoundedMap<number>(0), createBoundedMap<number>(1)]
  for (const map of [none, one]) map.set('a', 1)
  expect([none.get('a'), one.get('a')]).toEqual([undefined, 1])
})
