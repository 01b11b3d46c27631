import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { createDatabase } from './database.ts'
import { isUnavailable } from './errors.ts'
import { servers } from './servers-for-tests.ts'

for (const { name, start, missing } of servers.filter(server => server.name === 'PostgreSQL')) {
  describe.skipIf(missing)(`a busy database: ${name}${missing ? ', which is not installed' : ''}`, () => {
    test('is told from a fault: a query that is canceled, a full pool, a server that is away', async () => {
      const server = await start()
      const { acme } = server.tenants
      const db = createDatabase(server.url, { maxConnections: 2 })
      const owner = new pg.Client({ connectionString: server.ownerUrl })
      await owner.connect()
      await owner.query('BEGIN; LOCK TABLE orders; LOCK TABLE search.orders')
      const reads = Array.from({ length: 3 }, () => db.readForTenant(acme, tx => tx.order.findMany({ take: 1 })))
      const write = db.forTenant(acme, tx => tx.order.findMany({ take: 1 }))
      const settled = await Promise.allSettled([...reads, write])
      const search = await db.readForTenant(acme, tx => tx.searchOrders('x', 1)).catch(error => error)
      await owner.end()
      await server.stop()
      const away = await db.readForTenant(acme, tx => tx.order.findMany({ take: 1 })).catch(error => error)
      const errors = settled.map(result => (result.status === 'rejected' ? result.reason : result.value))
      expect([...errors, search, away].map(isUnavailable)).toEqual([true, true, true, true, true, true])
      await db.close()
    })

    test('a mistake in a query is a fault', async () => {
      const server = await start()
      const db = createDatabase(server.url)
      const mistake = db.forTenant(server.tenants.acme, tx => tx.$queryRaw`SELECT nothing`)
      expect(isUnavailable(await mistake.catch(error => error))).toBe(false)
      await db.close()
      await server.stop()
    })
  })
}
