import type { PrismaClient } from './generated/client.ts'
import { inScope, tenantScope } from './scoped-pool.ts'

/**
 * The steps that erase a tenant, each in a transaction of its own, so the next worker can continue after one has died. Row-level
 * security shows this role only tenants whose wait is over.
 */
export type Erasure = {
  /** The tenants that are to be erased now. */
  findDue(): Promise<string[]>
  /** Ends the time in which the deletion can be cancelled. @returns false when it was cancelled */
  begin(tenantId: string): Promise<boolean>
  /** The tables that hold rows of tenants, each before the ones that it refers to. */
  listTables(tenantId: string): Promise<string[]>
  /** @returns how many rows it erased: fewer than `most` when none is left */
  eraseRows(tenantId: string, table: string, most: number): Promise<number>
  /** Erases memberships, with the accounts of people who have no other one. @returns how many memberships */
  eraseMembers(tenantId: string, most: number): Promise<number>
  /** Erases the tenant's jobs, finished ones too. */
  eraseJobs(tenantId: string): Promise<void>
  /** Erases the tenant itself, and completes the proof. @throws when a row that refers to the tenant is left */
  finish(tenantId: string): Promise<void>
}

export function createErasure(prisma: PrismaClient): Erasure {
  const as = <T>(tenantId: string, work: () => PromiseLike<T>) =>
    inScope(tenantScope('palisade_eraser', tenantId), work)
  const countBy = async (tenantId: string, query: () => PromiseLike<{ count: number }[]>) =>
    (await as(tenantId, query))[0]?.count ?? 0

  return {
    async findDue() {
      const rows = await inScope(
        { role: 'palisade_eraser' },
        () => prisma.$queryRaw<{ id: string }[]>`SELECT id FROM tenants ORDER BY erase_after`,
      )
      return rows.map(({ id }) => id)
    },
    async begin(tenantId) {
      const rows = await as(tenantId, () => prisma.$queryRaw<{ begun: boolean }[]>`SELECT begin_erasure() AS begun`)
      return rows[0]?.begun === true
    },
    async listTables(tenantId) {
      const query = () => prisma.$queryRaw<{ name: string }[]>`SELECT name FROM tables_erased_with_tenant() AS name`
      return (await as(tenantId, query)).map(({ name }) => name)
    },
    eraseRows: (tenantId, table, most) =>
      countBy(tenantId, () => prisma.$queryRaw`SELECT erase_rows(${table}::text::regclass, ${most}::integer) AS count`),
    eraseMembers: (tenantId, most) =>
      countBy(tenantId, () => prisma.$queryRaw`SELECT erase_members(${most}::integer) AS count`),
    async eraseJobs(tenantId) {
      await as(tenantId, () => prisma.$executeRaw`DELETE FROM pgboss.job WHERE data ->> 'tenantId' = ${tenantId}`)
    },
    async finish(tenantId) {
      await as(tenantId, () => prisma.$queryRaw`SELECT FROM (SELECT finish_erasure()) AS finished`)
    },
  }
}
