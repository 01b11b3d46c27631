import type { PrismaClient } from './generated/client.ts'
import { queueJob, type TenantQueueName } from './job-queue.ts'
import { createPrisma } from './prisma.ts'
import { inScope, tenantScope } from './scoped-pool.ts'
import { pickTables, type Tables } from './tables.ts'

const tenantTables = [
  'tenant',
  'tenantOrigin',
  'user',
  'apiKey',
  'order',
  'orderLine',
  'orderEvent',
  'report',
] as const satisfies readonly (keyof PrismaClient)[]

type TenantTable = (typeof tenantTables)[number]

const writtenTables = [...tenantTables, 'idempotencyKey'] as const

/** One tenant's data, inside a transaction that can reach no other's. */
export type TenantDb = Tables<TenantTable | 'idempotencyKey' | '$queryRaw'> & {
  readonly tenantId: string
  /** Queues a job that commits with the transaction, for the thing of the tenant that `id` names. */
  queueJob(name: TenantQueueName, id: string): Promise<void>
  /** Writes what `searchOrders` finds of an order. Call it in the transaction that writes the order. */
  indexOrder(id: string): Promise<void>
}

/** One tenant's data, to read: each query for itself. */
export type TenantReader = { readonly [Name in TenantTable]: Reads<PrismaClient[Name]> } & { readonly tenantId: string }

/** The same outside a transaction, with what may be costly and has a shorter time limit. */
export type TenantQueries = TenantReader & {
  /** The ids of the newest orders that contain `words`, the newest first. Letter case and normal form make no difference. */
  searchOrders(words: string, most: number): Promise<string[]>
}

/**
 * Not `findUnique`: Prisma gathers those of one tick into one query, which would run for the first caller's tenant and
 * hand its rows to the other callers.
 */
type Read = 'findMany' | 'findFirst' | 'findFirstOrThrow' | 'count'

type Reads<Model> = Pick<Model, Extract<keyof Model, Read>>

/** Who is who, for signing in and up: no tenant's orders can be reached from here. */
export type IdentityDb = Tables<
  | 'tenant'
  | 'tenantOrigin'
  | 'user'
  | 'session'
  | 'refreshToken'
  | 'secondFactor'
  | 'recoveryCode'
  | 'apiKey'
  | '$queryRaw'
>

/** The platform's own view of its tenants: plans, states and origins, and no data of theirs. */
export type OperatorDb = Tables<'tenant' | 'tenantOrigin'>

export type Database = {
  /**
   * The only door to a tenant's data: runs `work` in a transaction whose role and row-level security show the rows of
   * this tenant alone. What `work` throws rolls it back.
   * @throws TypeError when the tenant id is not a UUID
   */
  forTenant<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T>
  /**
   * The same door for work that only reads, at less than half the cost: each query is a transaction of its own, sent
   * in one round trip.
   * @throws TypeError when the tenant id is not a UUID
   */
  readForTenant<T>(tenantId: string, work: (db: TenantQueries) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that reaches users, sessions, second factors and keys of all tenants, and nothing else. */
  forIdentity<T>(work: (db: IdentityDb) => Promise<T>): Promise<T>
  /** Runs `work` as who runs the platform. Only the owner of the database may: the login of the API is refused. */
  forOperator<T>(work: (db: OperatorDb) => Promise<T>): Promise<T>
  /** @throws when the database does not answer */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Connects to PostgreSQL as a role that owns nothing. Connections are opened as they are needed. */
export function createDatabase(url: string, { maxConnections = 20 } = {}): Database {
  const prisma = createPrisma(url, maxConnections)
  const reads = Object.fromEntries(tenantTables.map(name => [name, readsOf(prisma[name])])) as {
    [Name in TenantTable]: Reads<PrismaClient[Name]>
  }

  return {
    forTenant: async (tenantId, work) =>
      inScope(tenantScope('palisade_tenant', tenantId), () =>
        prisma.$transaction(tx => {
          const queue = (name: TenantQueueName, id: string) => queueJob(tx, name, { tenantId, id })
          const $queryRaw = tx.$queryRaw.bind(tx)
          const indexOrder = async (id: string) => {
            await tx.$queryRaw`SELECT FROM (SELECT search.index_order(${id}::uuid)) AS indexed`
          }
          return work({ ...pickTables(tx, writtenTables), tenantId, $queryRaw, queueJob: queue, indexOrder })
        }),
      ),
    readForTenant: async (tenantId, work) =>
      inScope(tenantScope('palisade_tenant', tenantId), () =>
        work({ ...reads, tenantId, searchOrders: (words, most) => searchOrders(prisma, tenantId, words, most) }),
      ),
    forIdentity: work => inScope({ role: 'palisade_identity' }, () => prisma.$transaction(work)),
    forOperator: work => inScope({ role: 'palisade_operator' }, () => prisma.$transaction(work)),
    ping: async () => {
      await inScope({ role: 'palisade_identity' }, () => prisma.$queryRaw`SELECT 1`)
    },
    close: () => prisma.$disconnect(),
  }
}

/** Words whose grams are in every order are costly, found or not. */
const searchTimeoutMs = 1_000

async function searchOrders(prisma: PrismaClient, tenantId: string, words: string, most: number): Promise<string[]> {
  const scope = { ...tenantScope('palisade_tenant', tenantId), statementTimeoutMs: searchTimeoutMs }
  const rows = await inScope(
    scope,
    () => prisma.$queryRaw<{ id: string }[]>`SELECT id FROM search.find_orders(${words}, ${most}::integer) AS id`,
  )
  return rows.map(({ id }) => id)
}

function readsOf<Model extends Record<Read, unknown>>(model: Model) {
  const { findMany, findFirst, findFirstOrThrow, count } = model
  return { findMany, findFirst, findFirstOrThrow, count } as Reads<Model>
}
