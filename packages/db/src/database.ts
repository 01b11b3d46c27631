import { readRecentChanges } from './access-changes.ts'
import { addSecurityCounts } from './add-security-counts.ts'
import { addUsage } from './add-usage.ts'
import { readBusiestUsage } from './busiest-usage.ts'
import {
  consoleTables,
  type Database,
  identityTables,
  operatorTables,
  type Read,
  type Reads,
  type TenantTable,
  tenantTables,
  writtenTables,
} from './database-views.ts'
import type { Prisma, PrismaClient } from './generated/client.ts'
import { type JobTiming, queueJob, type TenantQueueName } from './job-queue.ts'
import { pickTables } from './pick-tables.ts'
import { createPrisma } from './prisma.ts'
import { inScope, inScopeWithin, tenantScope } from './scoped-pool.ts'
import { createFigures } from './tenant-figures.ts'
import { createTransact, type OnAnnounced } from './transact.ts'

type Transaction = Prisma.TransactionClient

type Options = {
  maxConnections?: number
  onAnnounced?: OnAnnounced
}

/** Connects to PostgreSQL as a role that owns nothing. Connections are opened as they are needed. */
export function createDatabase(
  url: string,
  { maxConnections = 20, onAnnounced = async () => {} }: Options = {},
): Database {
  const prisma = createPrisma(url, maxConnections)
  const reads = Object.fromEntries(tenantTables.map(name => [name, readsOf(prisma[name])])) as {
    [Name in TenantTable]: Reads<PrismaClient[Name]>
  }

  const transact = createTransact(prisma, onAnnounced)

  return {
    forTenant: async (tenantId, work, caller) =>
      transact(tenantScope('palisade_tenant', tenantId, caller), (tx, recording) =>
        work({
          ...pickTables(tx, writtenTables),
          ...tenantMethods(tx, tenantId),
          ...recording,
          $queryRaw: tx.$queryRaw.bind(tx),
          tenantId,
        }),
      ),
    readForTenant: async (tenantId, work, options) =>
      inScope({ ...tenantScope('palisade_tenant', tenantId), ...options }, () =>
        work({
          ...reads,
          ...createFigures(prisma, tenantId),
          tenantId,
          searchOrders: (words, most) => searchOrders(prisma, words, most),
        }),
      ),
    forIdentity: work =>
      transact({ role: 'palisade_identity' }, (tx, recording) =>
        work({
          ...pickTables(tx, identityTables),
          ...recording,
          $queryRaw: tx.$queryRaw.bind(tx),
          queueMail: id => queueJob(tx, 'mail.send', { id }),
        }),
      ),
    forOperator: work =>
      transact({ role: 'palisade_operator' }, (tx, recording) =>
        work({ ...pickTables(tx, operatorTables), ...recording }),
      ),
    forConsole: async (operator, work) =>
      transact({ role: 'palisade_console', operator }, (tx, recording) =>
        work({ ...pickTables(tx, consoleTables), ...recording }),
      ),
    addSecurityCounts: counts => inScope({ role: 'palisade_alarm' }, () => addSecurityCounts(prisma, counts)),
    addUsage: counts => inScope({ role: 'palisade_meter' }, () => addUsage(prisma, counts)),
    readBusiestUsage: options => inScope({ role: 'palisade_meter' }, () => readBusiestUsage(prisma, options)),
    readAccessChanges: withinMs => inScope({ role: 'palisade_identity' }, () => readRecentChanges(prisma, withinMs)),
    ping: async () => {
      await inScope({ role: 'palisade_identity' }, () => prisma.$queryRaw`SELECT 1`)
    },
    close: () => prisma.$disconnect(),
  }
}

/** What a tenant's transaction can do beside reading and writing rows. Each statement is part of the transaction. */
function tenantMethods(tx: Transaction, tenantId: string) {
  return {
    queueJob: (name: TenantQueueName, id: string, timing?: JobTiming) => queueJob(tx, name, { tenantId, id }, timing),

    async indexOrder(id: string): Promise<void> {
      await tx.$queryRaw`SELECT FROM (SELECT search.index_order(${id}::uuid)) AS indexed`
    },

    async endSessions(memberId: string): Promise<void> {
      // By the database's clock, which also says when a session began.
      await tx.$queryRaw`
        UPDATE memberships SET sessions_after = clock_timestamp()
        WHERE tenant_id = ${tenantId}::uuid AND id = ${memberId}::uuid`
    },

    async lockCount(table: string): Promise<void> {
      await tx.$queryRaw`
        SELECT FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`${table} ${tenantId}`}, 0))) AS locked`
    },
  }
}

/**
 * A search for words that occur in every order is costly, whether it finds anything or not. The embedded PostgreSQL has no
 * timer that could interrupt a statement: it ignores this limit and those of the pool.
 */
const searchTimeoutMs = 1_000

async function searchOrders(prisma: PrismaClient, words: readonly string[], most: number): Promise<string[]> {
  const rows = await inScopeWithin(
    searchTimeoutMs,
    () =>
      prisma.$queryRaw<{ id: string }[]>`SELECT id FROM search.find_orders(${words.join(' ')}, ${most}::integer) AS id`,
  )
  return rows.map(({ id }) => id)
}

function readsOf<Model extends Record<Read, unknown>>(model: Model) {
  const { findMany, findFirst, findFirstOrThrow, count } = model
  return { findMany, findFirst, findFirstOrThrow, count } as Reads<Model>
}
