import { randomUUIDv7 } from 'node:crypto'
import { tenantQuotas } from '@palisade/contracts'
import { people } from '@palisade/db'
import { expect, test } from 'vitest'
import { describeOnServers } from './servers.ts'

describeOnServers('the use of this month', on => {
  test('[S88] is read of the busiest tenants and keys, and of all others together', async () => {
    const { acme, globex } = on.tenants
    const [busy, idle] = [randomUUIDv7(), randomUUIDv7()]
    const count = { class: 'read', at: new Date(), unauthenticated: 0, forbidden: 0 }
    await on.db.addUsage([
      { ...count, tenantId: acme, callerKind: 'api-key', callerId: busy, requests: 5, units: 50, limited: 1 },
      { ...count, tenantId: acme, callerKind: 'api-key', callerId: idle, requests: 1, units: 1, limited: 0 },
      { ...count, tenantId: acme, callerKind: 'people', callerId: people, requests: 9, units: 90, limited: 0 },
      { ...count, tenantId: globex, callerKind: 'people', callerId: people, requests: 2, units: 2, limited: 2 },
    ])
    // Before this month: counted no longer.
    await on.owner.query(
      `INSERT INTO usage_counts SELECT tenant_id, unit, starts_at - interval '40 days', caller_kind, caller_id, class,
         requests, units, unauthenticated, forbidden, limited FROM usage_counts WHERE unit = 'day'`,
    )
    const { tenants, keys } = await on.db.readBusiestUsage({ most: 1, quotas: tenantQuotas })
    expect(tenants).toEqual(
      expect.arrayContaining([
        {
          tenantId: acme,
          tier: expect.stringMatching(/^(free|pro|enterprise)$/),
          class: 'read',
          units: 141,
          limited: 1,
        },
        { tenantId: null, tier: null, class: 'read', units: 2, limited: 2 },
      ]),
    )
    expect(tenants).toHaveLength(2)
    expect(keys).toEqual(
      expect.arrayContaining([
        { tenantId: acme, callerId: busy, class: 'read', units: 50, limited: 1 },
        { tenantId: null, callerId: null, class: 'read', units: 1, limited: 0 },
      ]),
    )
  })
})
