import { expect, test } from 'vitest'
import { createDrafts } from './drafts.ts'
import { createMemoryStorage } from './tab-storage.ts'

const olivia = { id: 'olivia', tenant: { id: 'acme' } }
const oliviaAtGlobex = { id: 'olivia', tenant: { id: 'globex' } }
const mallory = { id: 'mallory', tenant: { id: 'acme' } }

function setUp() {
  const store = createMemoryStorage()
  return { store, drafts: createDrafts(store) }
}

const sizeOf = (store: ReturnType<typeof createMemoryStorage>) =>
  Array.from({ length: store.length }, (_, index) => store.getItem(store.key(index) ?? '')?.length ?? 0).reduce(
    (sum, size) => sum + size,
    0,
  )

test('a draft is restored only for the user, tenant and form that wrote it', () => {
  const { drafts } = setUp()
  drafts.write(olivia, 'orders/new', { note: 'mine' })
  expect(drafts.read(olivia, 'orders/new')).toEqual({ note: 'mine' })
  for (const owner of [mallory, oliviaAtGlobex, undefined]) expect(drafts.read(owner, 'orders/new')).toBeUndefined()
  expect(drafts.read(olivia, 'orders/1/edit')).toBeUndefined()
})

test('a submitted draft is removed', () => {
  const { drafts, store } = setUp()
  drafts.write(olivia, 'orders/new', 'text')
  drafts.remove(olivia, 'orders/new')
  expect(drafts.read(olivia, 'orders/new')).toBeUndefined()
  expect(store.length).toBe(0)
})

test('when another user signs in, all drafts of the previous user are removed from the tab', () => {
  const { drafts, store } = setUp()
  drafts.write(olivia, 'orders/new', 'of Olivia')
  drafts.write(undefined, 'sign-up', 'of a visitor')
  drafts.write(mallory, 'orders/new', 'of Mallory')
  drafts.keepOnly(mallory)
  expect(store.length).toBe(1)
  expect(drafts.read(mallory, 'orders/new')).toBe('of Mallory')
  drafts.keepOnly()
  expect(store.length).toBe(0)
})

test('values of other software in the tab stay', () => {
  const { drafts, store } = setUp()
  store.setItem('theirs', 'x')
  drafts.write(olivia, 'orders/new', 'x')
  drafts.keepOnly()
  expect(store.getItem('theirs')).toBe('x')
})

test('the total size of drafts is bounded: the oldest are removed', () => {
  const { drafts, store } = setUp()
  for (let form = 0; form < 20; form++) drafts.write(olivia, `form ${form}`, 'x'.repeat(30_000))
  expect(sizeOf(store)).toBeLessThanOrEqual(200_000)
  expect(drafts.read(olivia, 'form 0')).toBeUndefined()
  expect(drafts.read(olivia, 'form 19')).toBe('x'.repeat(30_000))
})

test('a draft over the limit is not kept, and the other drafts are', () => {
  const { drafts } = setUp()
  drafts.write(olivia, 'small', 'kept')
  drafts.write(olivia, 'large', 'x'.repeat(200_001))
  expect(drafts.read(olivia, 'large')).toBeUndefined()
  expect(drafts.read(olivia, 'small')).toBe('kept')
})

test.each(['', 'null', '{', '[]', '{"value":1}'])('%j under the key of a draft is no draft', text => {
  const { drafts, store } = setUp()
  drafts.write(olivia, 'orders/new', 'x')
  store.setItem(store.key(0) ?? '', text)
  expect(drafts.read(olivia, 'orders/new')).toBeUndefined()
})
