import type { RecordedChange } from './access-changes.ts'
import type { PrismaClient } from './generated/client.ts'
import type { TenantQueueName } from './job-queue.ts'
import type { Tables } from './pick-tables.ts'
import type { Caller } from './scoped-pool.ts'
import type { Announcing } from './transact.ts'

export const tenantTables = [
  'tenant',
  'tenantOrigin',
  'membership',
  'invitation',
  'apiKey',
  'order',
  'orderLine',
  'orderEvent',
  'report',
] as const satisfies readonly (keyof PrismaClient)[]

export type TenantTable = (typeof tenantTables)[number]

export const writtenTables = [...tenantTables, 'idempotencyKey'] as const

export const identityTables = [
  'tenant',
  'tenantOrigin',
  'user',
  'membership',
  'session',
  'refreshToken',
  'secondFactor',
  'recoveryCode',
  'apiKey',
  'mailedLink',
  'invitation',
] as const

export const operatorTables = ['tenant', 'tenantOrigin'] as const

/** One tenant's data, inside a transaction that can reach no other's. */
export type TenantDb = Tables<(typeof writtenTables)[number] | '$queryRaw'> &
  Announcing & {
    readonly tenantId: string
    /** Queues a job that commits with the transaction, for the thing of the tenant that `id` names. */
    queueJob(name: TenantQueueName, id: string): Promise<void>
    /** Writes what `searchOrders` finds of an order. Call it in the transaction that writes the order. */
    indexOrder(id: string): Promise<void>
    /** Closes the tenant for the sessions that a member has now. They stay open for the person's other tenants. */
    endSessions(memberId: string): Promise<void>
    /**
     * Makes other transactions of the tenant that call this for the same `table` wait until this one ends. Call it before
     * counting rows against a limit: transactions that count at the same time do not see each other's inserts.
     */
    lockCount(table: 'apiKey' | 'invitation' | 'tenantOrigin'): Promise<void>
  }

/** One tenant's data, to read: each query for itself. */
export type TenantReader = { readonly [Name in TenantTable]: Reads<PrismaClient[Name]> } & { readonly tenantId: string }

/** The same outside a transaction, with what may be costly and has a shorter time limit on a server of its own. */
export type TenantQueries = TenantReader & {
  /**
   * The ids of the newest orders that contain each of the words, the newest first. A word contains no space. Letter case,
   * width and normal form make no difference.
   */
  searchOrders(words: readonly string[], most: number): Promise<string[]>
}

/**
 * Not `findUnique`: Prisma batches those of one tick into one query, which would run for the first caller's tenant and
 * hand its rows to the other callers.
 */
export type Read = 'findMany' | 'findFirst' | 'findFirstOrThrow' | 'count'

export type Reads<Model> = Pick<Model, Extract<keyof Model, Read>>

/** Users and sessions, for sign-in and sign-up. No tenant's orders can be reached from here. */
export type IdentityDb = Tables<(typeof identityTables)[number] | '$queryRaw'> &
  Announcing & {
    /** Queues the mail of a `mailedLink`. It is sent once the transaction has committed. */
    queueMail(id: string): Promise<void>
  }

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
