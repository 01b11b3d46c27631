import { randomUUID } from 'node:crypto'
import { mailLimits, tenantCreationLimit } from '@palisade/contracts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { demoPassword, startTestApp, type TestApp } from '../../app-for-tests.ts'

let api: TestApp

beforeAll(async () => {
  api = await startTestApp()
})

afterAll(() => api?.stop())

afterEach(() => {
  api.fault.isAway = () => false
})

describe('[S96] what failed for want of the database does not count', () => {
  test.each([
    ['sign-up', '/api/auth/sign-up'],
    ['password-reset', '/api/auth/password-reset'],
  ])('as a mail: %s', async (purpose, path) => {
    const email = `${randomUUID()}@example.test`
    api.fault.isAway = () => true
    for (let time = 0; time < mailLimits.perAddress.limit; time++) {
      expect((await api.post(path, { email })).status).toBeGreaterThanOrEqual(500)
    }
    api.fault.isAway = () => false
    expect((await api.post(path, { email })).status).toBe(202)
    expect(await api.db.forIdentity(tx => tx.mailedLink.count({ where: { email, purpose } }))).toBe(1)
  })

  test('as a tenant', async () => {
    const credentials = { email: 'member@acme.test', password: demoPassword, refreshTokenIn: 'body' }
    const signedIn = await api.post('/api/auth/sign-in', credentials)
    const token = String(signedIn.body['accessToken'])
    const create = () => api.post('/api/tenants', { name: 'Other', slug: `f${randomUUID().slice(0, 8)}` }, { token })
    for (let time = 0; time < tenantCreationLimit.limit; time++) {
      // The third transaction creates; the first two look for the short name and the person.
      let transactions = 0
      api.fault.isAway = () => ++transactions === 3
      expect((await create()).status).toBeGreaterThanOrEqual(500)
    }
    api.fault.isAway = () => false
    expect((await create()).status).toBe(201)
  })
})
