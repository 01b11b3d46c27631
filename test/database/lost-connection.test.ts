import type { Database, TenantReader } from '@palisade/db'
import type pg from 'pg'
import { beforeAll, expect, test, vi } from 'vitest'
import { describeOnServers } from './servers.ts'

describeOnServers(
  'a server that ends its connections',
  on => {
    let db: Database
    let owner: pg.Client
    const read = (tx: TenantReader) => tx.order.findMany({ take: 1 })

    beforeAll(() => {
      ;({ db, owner } = on)
    })

    /** What a restart does to the connections of the API. */
    const endConnections = () =>
      owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'palisade_api'`)

    const connections = async () => {
      const { rows } = await owner.query(`SELECT FROM pg_stat_activity WHERE usename = 'palisade_api'`)
      return rows.length
    }

    const waitingForLocks = async () => {
      const { rows } = await owner.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
      return rows.length
    }

    for (const way of ['readForTenant', 'forTenant'] as const) {
      test(`a running ${way}() fails, and the next one has a new connection`, async () => {
        const { acme } = on.tenants
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

    test('idle connections that end are replaced', async () => {
      const { acme } = on.tenants
      await Promise.all([db.readForTenant(acme, read), db.readForTenant(acme, read)])
      const { rowCount: ended } = await endConnections()
      expect(ended).toBe(2)
      await vi.waitFor(async () => expect(await connections()).toBe(0), 20_000)
      // What the server wrote to both connections before their end has been read once it answers one more question.
      await owner.query('SELECT')
      expect(await db.readForTenant(acme, read)).toHaveLength(1)
    })
  },
  { kinds: ['PostgreSQL'], maxConnections: 2 },
)
