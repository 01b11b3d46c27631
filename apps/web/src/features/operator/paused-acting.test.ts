import { expect, test } from 'vitest'
import { createMemoryStorage } from '../../lib/tab-storage.ts'
import { createPausedActing } from './paused-acting.ts'

const tenant = { id: '019ff2c4-0000-7000-8000-000000000000', slug: 'acme', name: 'Acme Trading', tier: 'pro' } as const

const acting = (endsInMs: number) => ({
  id: '019ff2c5-0000-7000-8000-000000000000',
  tenant,
  memberId: '019ff2c6-0000-7000-8000-000000000000',
  scopes: ['orders:read' as const],
  tokenType: 'Bearer' as const,
  expiresAt: new Date(Date.now() + endsInMs).toISOString(),
  endsAt: new Date(Date.now() + endsInMs).toISOString(),
})

test('[P8] what an operator did for an owner is paused by a reload of the tab, and not by anything else', () => {
  const storage = createMemoryStorage()
  const before = createPausedActing(storage)
  expect(before.read()).toBeUndefined()
  const begun = acting(60_000)
  before.follow(begun)
  expect(before.read()).toBeUndefined()
  const { id, endsAt } = begun
  const after = createPausedActing(storage)
  expect(after.read()).toEqual({ id, endsAt, tenant })
  expect(after.read()).toBe(after.read())
  after.follow(undefined)
  expect(after.read()).toBeUndefined()
  expect(createPausedActing(storage).read()).toBeUndefined()
})

test('[P8] it is not offered once the owner’s permission is over', () => {
  const storage = createMemoryStorage()
  createPausedActing(storage).follow(acting(-1))
  expect(createPausedActing(storage).read()).toBeUndefined()
})
