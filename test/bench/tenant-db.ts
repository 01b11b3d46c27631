/**
 * What row-level security costs: processor time of this process for one read through Prisma without it, and for the
 * same read through packages/db. Each run of a way follows a run of the base, and the ratio is the median of the pairs.
 *
 *   node test/bench/tenant-db.ts [calls of a run, 3000]
 */

import { createDatabase, migrate, seed } from '@palisade/db'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '../../packages/db/src/generated/client.ts'
import { startPostgres } from '../support/native/index.ts'

const calls = Number(process.argv[2] ?? 3000)
const pairs = 5

const server = await startPostgres()
await migrate({ url: server.url, apiPassword: 'bench' })
const url = server.urlFor('palisade_api', 'bench')
const db = createDatabase(url)
await seed(db, { password: 'a password for the bench' })
const tenant = await db.forIdentity(tx => tx.tenant.findUniqueOrThrow({ where: { slug: 'acme' } }))

// The superuser skips row-level security.
const unprotected = createPrisma(server.url)
const asApi = createPrisma(url)
const pool = new pg.Pool({ connectionString: url })
const newest = { where: { tenantId: tenant.id }, orderBy: { createdAt: 'desc' }, take: 10 } as const
const setTenant = `SELECT set_config('role', 'palisade_tenant', true), set_config('app.tenant_id', $1, true)`
const newestSql = 'SELECT * FROM orders WHERE tenant_id = $1 ORDER BY created_at DESC LIMIT $2'

const ways: Record<string, () => Promise<{ length: number }>> = {
  'pg: BEGIN, set_config, the query, COMMIT': readWithPg,
  "Prisma's transaction with set_config first": () =>
    asApi.$transaction(async tx => {
      await tx.$queryRawUnsafe(setTenant, tenant.id)
      return tx.order.findMany(newest)
    }),
  'forTenant()': () => db.forTenant(tenant.id, tx => tx.order.findMany(newest)),
  'readForTenant()': () => db.readForTenant(tenant.id, tx => tx.order.findMany(newest)),
}
const base = () => unprotected.order.findMany(newest)

await Promise.all([base, ...Object.values(ways)].map(warmUp))
const runs: { name: string; baseCost: number; cost: number }[] = []
for (let pair = 0; pair < pairs; pair++) {
  for (const [name, read] of Object.entries(ways)) {
    runs.push({ name, baseCost: await measure(base), cost: await measure(read) })
  }
}

console.log(`Node ${process.versions.node}, ${pairs} pairs of ${calls} calls, one after another\n`)
printRow('way to read 10 orders', 'µs a call', 'of the base')
printRow('Prisma without row-level security: the base', median(runs.map(run => run.baseCost)).toFixed(0), '1.00')
for (const name of Object.keys(ways)) {
  const own = runs.filter(run => run.name === name)
  const ratio = median(own.map(({ cost, baseCost }) => cost / baseCost))
  printRow(name, median(own.map(run => run.cost)).toFixed(0), ratio.toFixed(2))
}

await Promise.all([db.close(), unprotected.$disconnect(), asApi.$disconnect(), pool.end()])
await server.stop()

function createPrisma(connectionString: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString }) })
}

async function readWithPg(): Promise<unknown[]> {
  const client = await pool.connect()
  await client.query('BEGIN')
  await client.query(setTenant, [tenant.id])
  const { rows } = await client.query(newestSql, [tenant.id, newest.take])
  await client.query('COMMIT')
  client.release()
  return rows
}

async function warmUp(read: () => Promise<{ length: number }>): Promise<void> {
  for (let call = 0; call < calls / 10; call++) {
    const { length } = await read()
    if (length !== newest.take) throw new Error(`${length} orders instead of ${newest.take}`)
  }
}

/** @returns microseconds of processor time a call */
async function measure(read: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage()
  for (let call = 0; call < calls; call++) await read()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / calls
}

function printRow(name: string, cost: string, ratio: string): void {
  console.log(name.padEnd(46), cost.padStart(9), ratio.padStart(12))
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
