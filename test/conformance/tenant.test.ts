import type { ResponseOf } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { tokenOf } from '../support/users.ts'

type Tenant = ResponseOf<'tenant.read'>

const useOf = (tenant: Tenant, name: string) => tenant.limits.find(limit => limit.name === name)

test('[S77] [S88] an owner sees the plan, and what all users of the tenant together have left of its limits', async () => {
  const token = await tokenOf('owner')
  const before = (await call('/api/tenant', { token })).json<Tenant>()
  expect(before).toMatchObject({ slug: 'acme', name: 'Acme Trading', tier: 'pro' })
  expect(before.limits.map(({ name, limit }) => [name, limit])).toEqual([
    ['tenant', 6_000],
    ['quota', 2_000_000],
  ])

  await call('/api/orders/search?q=lamp', { token: await tokenOf('member') })
  const after = (await call('/api/tenant', { token })).json<Tenant>()
  const spent = Number(useOf(before, 'quota')?.remaining) - Number(useOf(after, 'quota')?.remaining)
  expect(spent).toBeGreaterThanOrEqual(6) // a search is 5, and looking is 1
})

test('[S77] the quota begins again with the month, and each plan has its own', async () => {
  const tenant = (await call('/api/tenant', { token: await tokenOf('owner', 'globex') })).json<Tenant>()
  expect(tenant.tier).toBe('free')
  expect(useOf(tenant, 'quota')?.limit).toBe(100_000)
  const now = new Date()
  const nextMonth = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)
  expect(Math.abs(Date.parse(String(useOf(tenant, 'quota')?.resetsAt)) - nextMonth)).toBeLessThan(60_000)
})

test('[S22] a member without tenant:manage does not see the limits', async () => {
  expectProblem(await call('/api/tenant', { token: await tokenOf('member') }), 'insufficient-scope')
})
