import { expect, test } from 'vitest'
import { createTenantOrigins } from './tenant-origins.ts'

const shop = 'https://shop.example'

test('[S76] a lookup that began before a change does not overwrite a later result', async () => {
  const answers: ((tenants: string[]) => void)[] = []
  const origins = createTenantOrigins({ findTenants: () => new Promise(resolve => answers.push(resolve)), listed: [] })
  const [before, after] = [origins.resolve(shop), origins.resolve(shop)]
  answers[1]?.(['globex'])
  expect(await after).toBe(true)
  answers[0]?.(['acme', 'globex'])
  expect(await before).toBe(true)
  expect([origins.serves(shop, 'acme'), origins.serves(shop, 'globex')]).toEqual([false, true])
})

test('[S76] a lookup that began before a change does not overwrite a later empty result', async () => {
  const answers: ((tenants: string[]) => void)[] = []
  const origins = createTenantOrigins({ findTenants: () => new Promise(resolve => answers.push(resolve)), listed: [] })
  const [before, after] = [origins.resolve(shop), origins.resolve(shop)]
  answers[1]?.([])
  expect(await after).toBe(false)
  answers[0]?.(['acme'])
  await before
  expect(origins.serves(shop, 'acme')).toBe(false)
})

test('[S76] a flood of unknown origins does not evict the origin of a tenant', async () => {
  const findTenants = async (origin: string) => (origin === shop ? ['acme'] : [])
  const origins = createTenantOrigins({ findTenants, listed: [] })
  await origins.resolve(shop)
  for (let index = 0; index < 25_000; index++) await origins.resolve(`https://x${index}.example`)
  expect(origins.serves(shop, 'acme')).toBe(true)
})

test('[S76] an unknown origin is allowed for no tenant, and a listed one for every tenant', async () => {
  const app = 'https://app.example'
  const origins = createTenantOrigins({ findTenants: async () => [], listed: [app] })
  expect(await origins.resolve(shop)).toBe(false)
  expect([origins.serves(shop, 'acme'), origins.serves(app, 'acme')]).toEqual([false, true])
})
