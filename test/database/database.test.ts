import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { createDatabase, type Database, type TenantDb, type TenantReader } from '@palisade/db'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { writtenTables } from '../../packages/db/src/database-views.ts'
import { describeOnServers, expectDenied } from './servers.ts'

type Find = (db: TenantReader) => Promise<{ tenantId: string }[]>

/** Queries that forget the tenant, as a bug would: only row-level security is left to stop them. */
const careless: Record<string, Find> = {
  orders: db => db.order.findMany(),
  'order lines': db => db.orderLine.findMany(),
  'order events': db => db.orderEvent.findMany(),
  memberships: db => db.membership.findMany({ select: { id: true, tenantId: true } }),
}

/** Both access paths to a tenant's data. */
const ways: Record<string, (db: Database, tenantId: string, find: Find) => ReturnType<Find>> = {
  forTenant: (db, tenantId, find) => db.forTenant(tenantId, find),
  readForTenant: (db, tenantId, find) => db.readForTenant(tenantId, find),
}

const notUuids = ['', 'acme', `'; RESET ROLE; --`, randomUUID().toUpperCase(), `${randomUUID()} `, `${randomUUID()}\n`]

describeOnServers(
  'the database',
  on => {
    let db: Database
    let acme: string
    let globex: string

    beforeAll(async () => {
      db = on.db
      ;({ acme, globex } = on.tenants)
    })

    for (const [way, open] of Object.entries(ways)) {
      describe(`[S8] [S23] row-level security through ${way}(), with the tenant forgotten in the query`, () => {
        for (const [what, find] of Object.entries(careless)) {
          test(`${what}: a tenant sees its own rows`, async () => {
            const rows = await open(db, acme, find)
            expect(rows.length).toBeGreaterThan(0)
            expect(new Set(rows.map(row => row.tenantId))).toEqual(new Set([acme]))
          })

          test(`${what}: a tenant that does not exist sees none`, async () => {
            expect(await open(db, randomUUID(), find)).toEqual([])
          })
        }

        test('a tenant id must be a UUID', async () => {
          for (const tenantId of notUuids) {
            await expect(open(db, tenantId, tx => tx.order.findMany())).rejects.toThrow(TypeError)
          }
        })

        test('a query that fails does not affect later ones', async () => {
          const failing = open(db, acme, tx => tx.order.findMany({ where: { note: { contains: '\0' } } }))
          await expect(failing).rejects.toThrow(/invalid byte sequence/)
          expect(await open(db, globex, tx => tx.order.findMany({ where: { tenantId: globex } }))).not.toEqual([])
        })
      })
    }

    test('[S8] [S23] two tenants take turns on one connection, and each sees its own', async () => {
      const single = createDatabase(on.url, { maxConnections: 1 })
      for (const tenantId of [acme, globex, acme, globex]) {
        for (const open of Object.values(ways)) {
          const rows = await open(single, tenantId, tx => tx.order.findMany())
          expect(new Set(rows.map(row => row.tenantId))).toEqual(new Set([tenantId]))
        }
      }
      await single.close()
    })

    test('[S8] [S23] concurrent reads, writes and failures of many tenants do not mix', async () => {
      const jobs = Array.from({ length: 40 }, async (_, index) => {
        const tenantId = [acme, globex, randomUUID()][index % 3] as string
        if (index % 5 === 0) await db.forTenant(tenantId, tx => tx.$queryRaw`SELECT 1 / 0`).catch(() => {})
        const way = index % 2 ? 'forTenant' : 'readForTenant'
        const rows = await db[way](tenantId, tx => tx.order.findMany({ include: { lines: true } }))
        return rows.every(row => row.tenantId === tenantId)
      })
      expect(await Promise.all(jobs)).not.toContain(false)
    })

    test('[S8] [S23] a transaction keeps its tenant and its jobs while another tenant’s transaction begins', async () => {
      const first = await db.forTenant(acme, async tx => tx)
      const { tenantId, queueJob } = first
      const second = await db.forTenant(globex, async tx => tx)
      expect([tenantId, first.tenantId, second.tenantId]).toEqual([acme, acme, globex])
      expect(first.queueJob).toBe(queueJob)
    })

    test('[S8] [S23] a transaction has only the tables of its role, and no other property of Prisma’s client', async () => {
      const reached = await db.forTenant(acme, async tx => Object.keys(tx).sort())
      const own = ['$queryRaw', 'announce', 'audit', 'endSessions', 'indexOrder', 'lockCount', 'queueJob', 'tenantId']
      expect(reached).toEqual([...writtenTables, ...own].sort())
      for (const table of ['user', 'session', 'refreshToken', 'secondFactor', 'mailedLink', 'operator', 'erasedTenant'])
        expect(reached).not.toContain(table)
    })

    test('[S8] [S23] reads of two tenants in one tick are never batched in one query', async () => {
      const [theirs] = await db.readForTenant(acme, tx => tx.order.findMany({ take: 1 }))
      const where = { id: theirs?.id ?? '' }
      const reads = [
        (tx: TenantReader) => tx.order.findFirst({ where }).then(Boolean),
        (tx: TenantReader) =>
          tx.order.findFirstOrThrow({ where }).then(
            () => true,
            () => false,
          ),
        (tx: TenantReader) => tx.order.findMany({ where }).then(rows => rows.length > 0),
        (tx: TenantReader) => tx.order.count({ where }).then(count => count > 0),
      ]
      await db.readForTenant(acme, async tx => expect(Object.keys(tx.order)).toHaveLength(reads.length))
      for (const read of reads) {
        const found = Promise.all([acme, globex, acme].map(tenantId => db.readForTenant(tenantId, read)))
        expect(await found).toEqual([true, false, true])
      }
    })

    describe('[S8] [S23] writes', () => {
      test('a row cannot be written for another tenant', async () => {
        const write = db.forTenant(acme, tx =>
          tx.orderEvent.createMany({
            data: {
              id: randomUUIDv7(),
              tenantId: globex,
              orderId: randomUUID(),
              actorId: randomUUID(),
              action: 'created',
              to: 'draft',
            },
          }),
        )
        await expect(write).rejects.toThrow(/row-level security/)
      })

      test('another tenant’s rows cannot be changed', async () => {
        const [foreign] = await db.forTenant(globex, tx => tx.order.findMany({ take: 1 }))
        const { count } = await db.forTenant(acme, tx =>
          tx.order.updateMany({ where: { id: foreign?.id ?? '' }, data: { note: 'mine' } }),
        )
        expect(count).toBe(0)
      })

      test('[P7] a tenant’s work cannot say which operator acted', async () => {
        const write = (tx: TenantDb) =>
          tx.orderEvent.createMany({
            data: {
              id: randomUUIDv7(),
              tenantId: acme,
              orderId: randomUUID(),
              actorId: randomUUID(),
              operatorId: randomUUID(),
              action: 'created',
              to: 'draft',
            },
          })
        await expect(db.forTenant(acme, write)).rejects.toThrow(/permission denied/)
      })

      test('a transaction that fails is rolled back completely', async () => {
        const read = () => db.readForTenant(acme, tx => tx.order.findMany({ orderBy: { id: 'asc' } }))
        const before = await read()
        const failing = db.forTenant(acme, async tx => {
          await tx.order.updateMany({ data: { note: 'half done' } })
          throw new Error('in the middle')
        })
        await expect(failing).rejects.toThrow('in the middle')
        expect(await read()).toEqual(before)
      })
    })

    describe('[S110] each database role reaches only what its work needs', () => {
      test('a tenant’s work reads no password and no session, and deletes no order', async () => {
        const statements = ['SELECT password_hash FROM users', 'SELECT * FROM sessions'] as const
        await expectDenied(on, 'tenant', ...statements, 'DELETE FROM orders', 'DELETE FROM order_events')
      })

      test('a tenant’s work reads no hash of an API key and no second factor, and changes no email', async () => {
        await expectDenied(
          on,
          'tenant',
          'SELECT hash FROM api_keys',
          'SELECT * FROM second_factors',
          'SELECT * FROM recovery_codes',
          `UPDATE users SET email = 'x@acme.test'`,
        )
      })

      test('[P2] a tenant’s work neither reads nor writes the token of an invitation, nor accepts one', async () => {
        await expectDenied(
          on,
          'tenant',
          'SELECT token_hash FROM invitations',
          `UPDATE invitations SET token_hash = 'known'`,
          `UPDATE invitations SET role = 'owner'`,
          'UPDATE invitations SET accepted_at = now()',
        )
        await expectDenied(on, 'identity', `UPDATE invitations SET token_hash = 'known'`)
      })

      test('a transaction through Prisma has these permissions too', async () => {
        const refused = /permission denied/
        await expect(db.forTenant(acme, tx => tx.order.deleteMany())).rejects.toThrow(refused)
        await expect(db.forTenant(acme, tx => tx.$queryRaw`SELECT * FROM users`)).rejects.toThrow(refused)
        await expect(db.forIdentity(tx => tx.$queryRaw`SELECT * FROM orders`)).rejects.toThrow(refused)
      })

      test('[S23] a transaction of a tenant sees the users of its own members only', async () => {
        const emails = (tenantId: string) =>
          db.forTenant(tenantId, tx => tx.$queryRaw<{ email: string }[]>`SELECT email FROM users ORDER BY email`)
        const [ours, theirs] = [await emails(acme), await emails(globex)]
        const names = ['admin', 'member', 'owner', 'partner']
        const membersOf = (domain: string) => names.map(name => ({ email: `${name}@${domain}` }))
        const both = { email: 'consultant@initech.test' }
        expect(ours).toEqual(expect.arrayContaining([...membersOf('acme.test'), both]))
        expect(theirs).toEqual(expect.arrayContaining([...membersOf('globex.test'), both]))
        expect([ours.length, theirs.length]).toEqual([5, 5])
      })

      test('[S23] another tenant’s API keys are neither seen nor revoked, and none is made for it', async () => {
        const columns = { id: true, tenantId: true } as const
        const keyOf = async (tenantId: string, as: string) => {
          const [user] = await db.readForTenant(tenantId, tx => tx.membership.findMany({ select: columns, take: 1 }))
          const id = randomUUIDv7()
          const key = { id, tenantId, createdBy: user?.id ?? '', name: 'k', hint: 'pk_', hash: id, scopes: [] }
          const data = { ...key, expiresAt: new Date(Date.now() + 60_000) }
          return db.forTenant(as, tx => {
            const actor = { kind: 'member', id: data.createdBy } as const
            const entry = { tenantId, actor, object: id, requestId: null }
            tx.audit({
              ...entry,
              event: 'api-key.created',
              facts: { scopes: ['orders:read'], actsFor: data.createdBy },
            })
            return tx.apiKey.create({ data, select: columns })
          })
        }
        const foreign = await keyOf(globex, globex)
        expect(await db.forTenant(acme, tx => tx.apiKey.findMany({ select: columns }))).toEqual([])
        const revoke = db.forTenant(acme, tx =>
          tx.apiKey.updateMany({ where: { id: foreign.id }, data: { revokedAt: new Date() } }),
        )
        expect(await revoke).toEqual({ count: 0 })
        await expect(keyOf(globex, acme)).rejects.toThrow(/row-level security/)
      })

      test('a transaction of the identity role reaches no order', async () => {
        await expectDenied(on, 'identity', 'SELECT * FROM orders', 'SELECT * FROM order_events')
      })

      test('without a tenant, a role sees no rows of a table that it may read', async () => {
        const client = new pg.Client({ connectionString: on.url })
        await client.connect()
        await client.query(`BEGIN; SET LOCAL ROLE palisade_tenant`)
        const { rows } = await client.query('SELECT * FROM orders')
        await client.query('ROLLBACK')
        await client.end()
        expect(rows).toEqual([])
      })
    })
  },
  { maxConnections: 5 },
)
