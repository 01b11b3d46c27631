import { randomUUID } from 'node:crypto'
import { createDatabase, isUnavailable } from '@palisade/db'
import { expect, test, vi } from 'vitest'
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

    test('[B7] the loser of a deadlock counts as unavailable', async () => {
      const members = await on.db.readForTenant(on.tenants.acme, tx =>
        tx.membership.findMany({ select: { id: true }, take: 2 }),
      )
      const [first = '', second = ''] = members.map(({ id }) => id)
      const { promise: bothHoldOne, resolve } = Promise.withResolvers<void>()
      let holding = 0
      const lockBoth = (one: string, other: string) =>
        on.db.forTenant(on.tenants.acme, async tx => {
          const lock = (id: string) => tx.$queryRaw`SELECT id FROM memberships WHERE id = ${id}::uuid FOR NO KEY UPDATE`
          await lock(one)
          if (++holding === 2) resolve()
          await bothHoldOne
          await lock(other)
        })
      const settled = await Promise.allSettled([lockBoth(first, second), lockBoth(second, first)])
      const errors = settled.flatMap(result => (result.status === 'rejected' ? [result.reason] : []))
      expect(errors.map(isUnavailable)).toEqual([true])
    })

    test('[B7] a serialization failure counts as unavailable, in a statement and in the COMMIT', async () => {
      await on.owner.query(`
        CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = 'serialization_failure'; END $$;
        CREATE TRIGGER at_once BEFORE UPDATE OF password_hash ON users FOR EACH ROW EXECUTE FUNCTION conflict();
        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON tenants DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION conflict()`)
      const atOnce = on.db.forIdentity(tx => tx.user.updateMany({ data: { passwordHash: 'x' } }))
      const data = { id: randomUUID(), slug: 'initech', name: 'Initech' }
      const atCommit = on.db.forIdentity(tx => tx.tenant.create({ data }))
      const settled = await Promise.allSettled([atOnce, atCommit])
      const errors = settled.map(result => (result.status === 'rejected' ? result.reason : result.value))
      expect(errors.map(isUnavailable)).toEqual([true, true])
    })

    test('[B7] a transaction that the server ended because it was idle for too long counts as unavailable', async () => {
      const idle = on.db.forIdentity(async tx => {
        await tx.$queryRaw`SELECT set_config('idle_in_transaction_session_timeout', '100', true)`
        const idle = `SELECT FROM pg_stat_activity WHERE usename = 'palisade_api' AND state = 'idle in transaction'`
        await vi.waitFor(async () => expect((await on.owner.query(idle)).rowCount).toBe(0), 20_000)
        await tx.user.count()
      })
      expect(isUnavailable(await idle.catch(error => error))).toBe(true)
      expect(await on.db.forIdentity(tx => tx.user.count())).toBeGreaterThan(0)
    })

    test('[B7] a canceled query, a full pool and a stopped server count as unavailable', async () => {
      const { acme } = on.tenants
      const db = createDatabase(on.url, { maxConnections: 2 })
      await on.owner.query('BEGIN; LOCK TABLE orders; LOCK TABLE search.orders')
      const reads = Array.from({ length: 3 }, () => db.readForTenant(acme, tx => tx.order.findMany({ take: 1 })))
      const write = db.forTenant(acme, tx => tx.order.findMany({ take: 1 }))
      const settled = await Promise.allSettled([...reads, write])
      const search = await db.readForTenant(acme, tx => tx.searchOrders(['x'], 1)).catch(error => error)
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

describeOnServers('a search that takes three seconds', (on, kind) => {
  const isLimited = kind === 'PostgreSQL'

  test(
    isLimited ? '[S96] is canceled and counts as unavailable' : 'is answered: nothing interrupts a statement',
    async () => {
      await on.owner.query(`
      CREATE OR REPLACE FUNCTION search.find_orders(words text, most integer) RETURNS SETOF uuid LANGUAGE sql
        AS 'SELECT gen_random_uuid() FROM pg_sleep(3)'`)
      const search = on.db.readForTenant(on.tenants.acme, tx => tx.searchOrders(['x'], 1))
      if (!isLimited) return expect(await search).toHaveLength(1)
      const error = await search.catch(error => error)
      expect(error.message).toContain('statement timeout')
      expect(isUnavailable(error)).toBe(true)
    },
  )
})
