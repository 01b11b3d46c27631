import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDatabase, type Database, type TenantDb } from './database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'
import { seed } from './seed.ts'

let folder: string
let postgres: EmbeddedPostgres
let db: Database
let acme: string
let globex: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-db-'))
  postgres = await startEmbeddedPostgres(folder)
  await migrate({ url: postgres.url })
  db = createDatabase(postgres.url)
  await seed(db, { password: 'a password for tests' })
  const idOf = (slug: string) => db.forIdentity(tx => tx.tenant.findUniqueOrThrow({ where: { slug } }))
  acme = (await idOf('acme')).id
  globex = (await idOf('globex')).id
}, 60_000)

afterAll(async () => {
  await db.close()
  await postgres.stop()
  await rm(folder, { recursive: true })
})

/** Queries that forget the tenant, as a bug would: only row-level security is left to stop them. */
const careless: Record<string, (tx: TenantDb) => Promise<{ tenantId: string }[]>> = {
  orders: (tx: TenantDb) => tx.order.findMany(),
  'order lines': (tx: TenantDb) => tx.orderLine.findMany(),
  'order events': (tx: TenantDb) => tx.orderEvent.findMany(),
  users: (tx: TenantDb) => tx.user.findMany({ select: { id: true, tenantId: true } }),
}

describe('[S8] [S23] row-level security, with the tenant forgotten in the query', () => {
  for (const [name, find] of Object.entries(careless)) {
    test(`${name}: a tenant sees its own rows`, async () => {
      const rows = await db.forTenant(acme, find)
      expect(rows.length).toBeGreaterThan(0)
      expect(new Set(rows.map(row => row.tenantId))).toEqual(new Set([acme]))
    })

    test(`${name}: a tenant that does not exist sees none`, async () => {
      expect(await db.forTenant(randomUUID(), find)).toEqual([])
    })
  }

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

  test('no tenant, no rows: not even for a role that may read the table', async () => {
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    await client.query(`BEGIN; SET LOCAL ROLE palisade_tenant`)
    const { rows } = await client.query('SELECT * FROM orders')
    await client.query('ROLLBACK')
    await client.end()
    expect(rows).toEqual([])
  })
})

describe('[S110] each door opens onto what its work needs', () => {
  const refused = /permission denied/

  test('a tenant’s transaction reads no password and no session, and deletes no order', async () => {
    await expect(db.forTenant(acme, tx => tx.user.findMany())).rejects.toThrow(refused)
    await expect(db.forTenant(acme, tx => tx.$queryRaw`SELECT * FROM sessions`)).rejects.toThrow(refused)
    await expect(db.forTenant(acme, tx => tx.order.deleteMany())).rejects.toThrow(refused)
    await expect(db.forTenant(acme, tx => tx.orderEvent.deleteMany())).rejects.toThrow(refused)
  })

  test('finding out who someone is reaches no order', async () => {
    await expect(db.forIdentity(tx => tx.$queryRaw`SELECT * FROM orders`)).rejects.toThrow(refused)
  })
})

test('what fails is undone as a whole', async () => {
  const before = await db.forTenant(acme, tx => tx.order.findMany({ orderBy: { id: 'asc' } }))
  const failing = db.forTenant(acme, async tx => {
    await tx.order.updateMany({ data: { note: 'half done' } })
    throw new Error('in the middle')
  })
  await expect(failing).rejects.toThrow('in the middle')
  expect(await db.forTenant(acme, tx => tx.order.findMany({ orderBy: { id: 'asc' } }))).toEqual(before)
})
