import { type AccessChange, type RecordedChange, readRecentChanges, recordChange } from './access-changes.ts'
import type { Prisma, PrismaClient } from './generated/client.ts'
import { queueJob, type TenantQueueName } from './job-queue.ts'
import { createPrisma } from './prisma.ts'
import { type Caller, inScope, type Scope, tenantScope } from './scoped-pool.ts'
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

const identityTables = [
  'tenant',
  'tenantOrigin',
  'user',
  'session',
  'refreshToken',
  'secondFactor',
  'recoveryCode',
  'apiKey',
] as const

const operatorTables = ['tenant', 'tenantOrigin'] as const

type Announcing = {
  /** Records a change of what somebody may do. It commits with the transaction, and every node acts on it. */
  announce(change: AccessChange): Promise<void>
}

/** One tenant's data, inside a transaction that can reach no other's. */
export type TenantDb = Tables<(typeof writtenTables)[number] | '$queryRaw'> &
  Announcing & {
    readonly tenantId: string
    /** Queues a job that commits with the transaction, for the thing of the tenant that `id` names. */
    queueJob(name: TenantQueueName, id: string): Promise<void>
    /** Writes what `searchOrders` finds of an order. Call it in the transaction that writes the order. */
    indexOrder(id: string): Promise<void>
    /** Ends every session of a member. */
    endSessions(userId: string): Promise<void>
    /**
     * Makes other transactions of the tenant that call this for the same `table` wait until this one ends. Call it before
     * counting rows against a limit: transactions that count at the same time do not see each other's inserts.
     */
    lockCount(table: 'apiKey' | 'tenantOrigin'): Promise<void>
  }

/** One tenant's data, to read: each query for itself. */
export type TenantReader = { readonly [Name in TenantTable]: Reads<PrismaClient[Name]> } & { readonly tenantId: string }

/** The same outside a transaction, with what may be costly and has a shorter time limit. */
export type TenantQueries = TenantReader & {
  /** The ids of the newest orders that contain `words`, the newest first. Letter case and normal form make no difference. */
  searchOrders(words: string, most: number): Promise<string[]>
}

/**
 * Not `findUnique`: Prisma batches those of one tick into one query, which would run for the first caller's tenant and
 * hand its rows to the other callers.
 */
type Read = 'findMany' | 'findFirst' | 'findFirstOrThrow' | 'count'

type Reads<Model> = Pick<Model, Extract<keyof Model, Read>>

/** Who is who, for signing in and up: no tenant's orders can be reached from here. */
export type IdentityDb = Tables<(typeof identityTables)[number] | '$queryRaw'> & Announcing

/** The platform's own view of its tenants: plans, states and origins, and no data of theirs. */
export type OperatorDb = Tables<(typeof operatorTables)[number]> & Announcing

export type Database = {
  /**
   * The only access path to a tenant's data: runs `work` in a transaction whose role and row-level security show the rows of
   * this tenant alone. What `work` throws rolls it back. With a `caller`, the round trip that begins the transaction also
   * checks that the caller still has the role, the credential and the active tenant of the request's admission.
   * @throws TypeError when the tenant id is not a UUID
   * @throws CallerRefusedError when the caller may no longer act
   */
  forTenant<T>(tenantId: string, work: (db: TenantDb) => Promise<T>, caller?: Caller): Promise<T>
  /**
   * The same access path for work that only reads, at less than half the cost: each query is a transaction of its own, sent
   * in one round trip.
   * @throws TypeError when the tenant id is not a UUID
   */
  readForTenant<T>(tenantId: string, work: (db: TenantQueries) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that reaches users, sessions, second factors and keys of all tenants, and nothing else. */
  forIdentity<T>(work: (db: IdentityDb) => Promise<T>): Promise<T>
  /** Runs `work` as who runs the platform. Only the owner of the database may: the login of the API is refused. */
  forOperator<T>(work: (db: OperatorDb) => Promise<T>): Promise<T>
  /** The changes that were announced within this time, by the database's clock, oldest first. */
  readAccessChanges(withinMs: number): Promise<RecordedChange[]>
  /** @throws when the database does not answer */
  ping(): Promise<void>
  close(): Promise<void>
}

type Transaction = Prisma.TransactionClient

type Options = {
  maxConnections?: number
  /** Called with the changes that a transaction announced, once it has committed. The transaction's caller waits for it. */
  onAnnounced?: (changes: readonly RecordedChange[]) => Promise<void>
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

  /** Runs a transaction that may announce changes, and passes them on once it has committed. */
  async function transact<T>(scope: Scope, run: (tx: Transaction, announcing: Announcing) => Promise<T>): Promise<T> {
    const recorded: RecordedChange[] = []
    const result = await inScope(scope, () =>
      prisma.$transaction(tx =>
        run(tx, { announce: async change => void recorded.push(await recordChange(tx, change)) }),
      ),
    )
    if (recorded.length > 0) await onAnnounced(recorded)
    return result
  }

  return {
    forTenant: async (tenantId, work, caller) =>
      transact(tenantScope('palisade_tenant', tenantId, caller), (tx, announcing) => {
        const queue = (name: TenantQueueName, id: string) => queueJob(tx, name, { tenantId, id })
        const indexOrder = async (id: string) => {
          await tx.$queryRaw`SELECT FROM (SELECT search.index_order(${id}::uuid)) AS indexed`
        }
        const endSessions = async (userId: string) => {
          const live = { tenantId, userId, revokedAt: null }
          await tx.session.updateMany({ where: live, data: { revokedAt: new Date() } })
        }
        const lockCount = async (table: string) => {
          await tx.$queryRaw`
            SELECT FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`${table} ${tenantId}`}, 0))) AS locked`
        }
        const own = {
          tenantId,
          queueJob: queue,
          indexOrder,
          endSessions,
          lockCount,
          ...announcing,
          $queryRaw: tx.$queryRaw.bind(tx),
        }
        return work({ ...pickTables(tx, writtenTables), ...own })
      }),
    readForTenant: async (tenantId, work) =>
      inScope(tenantScope('palisade_tenant', tenantId), () =>
        work({ ...reads, tenantId, searchOrders: (words, most) => searchOrders(prisma, tenantId, words, most) }),
      ),
    forIdentity: work =>
      transact({ role: 'palisade_identity' }, (tx, announcing) =>
        work({ ...pickTables(tx, identityTables), ...announcing, $queryRaw: tx.$queryRaw.bind(tx) }),
      ),
    forOperator: work =>
      transact({ role: 'palisade_operator' }, (tx, announcing) =>
        work({ ...pickTables(tx, operatorTables), ...announcing }),
      ),
    readAccessChanges: withinMs => inScope({ role: 'palisade_identity' }, () => readRecentChanges(prisma, withinMs)),
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
