import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createDatabase, type Database, type TenantReader } from './database.ts'
import { type Server, servers } from './servers-for-tests.ts'

const native = servers.filter(({ name }) => name === 'PostgreSQL')

for (const { name, start, missing } of native) {
  describe.skipIf(missing)(
    `a server that ends its connections: ${name}${missing ? ', which is not installed' : ''}`,
    () => {
      let server: Server
      let db: Database
      let owner: pg.Client
      const read = (tx: TenantReader) => tx.order.findMany({ take: 1 })

      beforeAll(async () => {
        server = await start()
        db = createDatabase(server.url, { maxConnections: 2 })
        owner = new pg.Client({ connectionString: server.ownerUrl })
        await owner.connect()
      }, 60_000)

      afterAll(async () => {
        await owner.end()
        await db.close()
        await server.stop()
      })

      /** What a restart does to the connections of the API. */
      const endConnections = () =>
        owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'palisade_api'`)

      const waitingForLocks = async () => {
        const { rows } = await owner.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
        return rows.length
      }

      for (const way of ['readForTenant', 'forTenant'] as const) {
        test(`${way}() that is under way fails, and the next one has a new connection`, async () => {
          const { acme } = server.tenants
          await db[way](acme, read)
          await owner.query('BEGIN; LOCK TABLE orders')
          const waiting = expect(db[way](acme, read)).rejects.toThrow(/terminat|closed/i)
          await vi.waitFor(async () => expect(await waitingForLocks()).toBe(1), 20_000)
          await endConnections()
          await waiting
          await owner.query('ROLLBACK')
          expect(await db[way](acme, read)).toHaveLength(1)
        })
      }

      test('connections that end while they rest are replaced', async () => {
        const { acme } = server.tenants
        await Promise.all([db.readForTenant(acme, read), db.readForTenant(acme, read)])
        await endConnections()
        await sleep(1_000)
        expect(await db.readForTenant(acme, read)).toHaveLength(1)
      })
    },
  )
}
