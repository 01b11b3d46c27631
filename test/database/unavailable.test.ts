import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase, isUnavailable } from '@palisade/db'
import { expect, test } from 'vitest'
import { describeOnServers } from './servers.ts'

describeOnServers(
  'a busy database',
  on => {
    test('a mistake in a query does not count as unavailable', async () => {
      const mistake = on.db.forTenant(on.tenants.acme, tx => tx.$queryRaw`SELECT nothing`)
      const error = await mistake.catch(error => error)
      expect(error).toMatchObject({ message: expect.stringContaining('column "nothing" does not exist') })
      expect(isUnavailable(error)).toBe(false)
    })

    test('[B7] a canceled query, a full pool and a stopped server count as unavailable', async () => {
      const { acme } = on.tenants
      const db = createDatabase(on.url, { maxConnections: 2 })
      await on.owner.query('BEGIN; LOCK TABLE orders; LOCK TABLE search.orders')
      const reads = Array.from({ length: 3 }, () => db.readForTenant(acme, tx => tx.order.findMany({ take: 1 })))
      const write = db.forTenant(acme, tx => tx.order.findMany({ take: 1 }))
      const settled = await Promise.allSettled([...reads, write])
      const search = await db.readForTenant(acme, tx => tx.searchOrders('x', 1)).catch(error => error)
      await on.owner.end()
      await on.stop()
      const away = await db.readForTenant(acme, tx => tx.order.findMany({ take: 1 })).catch(error => error)
      const errors = settled.map(result => (result.status === 'rejected' ? result.reason : result.value))
      expect([...errors, search, away].map(isUnavailable)).toEqual([true, true, true, true, true, true])
      await db.close()
    })
  },
  { kinds: ['PostgreSQL'] },
)
