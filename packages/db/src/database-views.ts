import type { RecordedChange } from './access-changes.ts'
import type { SecurityCounts } from './add-security-counts.ts'
import type { UsageCounts } from './add-usage.ts'
import type { BusiestOptions, BusiestUsage } from './busiest-usage.ts'
import type { PrismaClient } from './generated/client.ts'
import type { JobTiming, TenantQueueName } from './job-queue.ts'
import type { Tables } from './pick-tables.ts'
import type { Caller, PresentOperator } from './scoped-pool.ts'
import type { Figures } from './tenant-figures.ts'
import type { Recording } from './transact.ts'

export const tenantTables = [
  'tenant',
  'tenantOrigin',
  'membership',
  'invitation',
  'serviceAccount',
  'apiKey',
  'clientKey',
  'order',
  'orderLine',
  'orderEvent',
  'report',
  'auditEntry',
  'auditHead',
  'orderImport',
  'orderFilter',
  'supportAccess',
  'impersonation',
  'tenantExport',
  'tenantExportPart',
] as const satisfies readonly (keyof PrismaClient)[]

export type TenantTable = (typeof tenantTables)[number]

export const writtenTables = [...tenantTables, 'idempotencyKey', 'uploadPart', 'tenantLogo'] as const

export const identityTables = [
  'tenant',
  'tenantOrigin',
  'tenantLogo',
  'user',
  'membership',
  'session',
  'refreshToken',
  'secondFactor',
  'recoveryCode',
  'serviceAccount',
  'apiKey',
  'clientKey',
  'mailedLink',
  'invitation',
  'operator',
] as const

export const operatorTables = [
  'tenant',
  'tenantOrigin',
  'auditEntry',
  'auditHead',
  'erasedTenant',
  'operator',
  'user',
  'secondFactor',
  'impersonation',
] as const

export const consoleTables = [
  'tenant',
  'tenantOrigin',
  'membership',
  'auditEntry',
  'operatorReason',
  'supportAccess',
  'impersonation',
  'usageCount',
  'securityCount',
] as const

/** One tenant's data, inside a transaction that can reach no other's. */
export type TenantDb = Tables<(typeof writtenTables)[number] | '$queryRaw'> &
  Recording & {
    readonly tenantId: string
    /** Queues a job on the object with this id. The job commits with the transaction. */
    queueJob(name: TenantQueueName, id: string, timing?: JobTiming): Promise<void>
    /** Writes what `searchOrders` finds of an order. Call it in the transaction that writes the order. */
    indexOrder(id: string): Promise<void>
    /** Ends the access of a member's current sessions to this tenant. They stay open for the person's other tenants. */
    endSessions(memberId: string): Promise<void>
    /**
     * Makes other transactions of the tenant that call this for the same `table` wait until this one ends. Call it before
     * counting rows against a limit: transactions that count at the same time do not see each other's inserts.
     */
    lockCount(
      table:
        | 'apiKey'
        | 'clientKey'
        | 'invitation'
        | 'orderFilter'
        | 'orderImport'
        | 'serviceAccount'
        | 'supportAccess'
        | 'tenantExport'
        | 'tenantOrigin',
    ): Promise<void>
  }

/** Read access to one tenant's data. Each query is a transaction of its own. */
export type TenantReader = { readonly [Name in TenantTable]: Reads<PrismaClient[Name]> } & { readonly tenantId: string }

/** The same, with costly queries that have a shorter time limit (except on the embedded database). */
export type TenantQueries = TenantReader & {
  /**
   * The ids of the newest orders that contain each of the words, the newest first. A word contains no space. Letter case,
   * width and normal form make no difference.
   */
  searchOrders(words: readonly string[], most: number): Promise<string[]>
} & Figures

/**
 * Not `findUnique`: Prisma batches those of one tick into one query, which would run for the first caller's tenant and
 * hand its rows to the other callers.
 */
export type Read = 'findMany' | 'findFirst' | 'findFirstOrThrow' | 'count'

export type Reads<Model> = Pick<Model, Extract<keyof Model, Read>>

/** Users and sessions, for sign-in and sign-up. No tenant's orders can be reached from here. */
export type IdentityDb = Tables<(typeof identityTables)[number] | '$queryRaw'> &
  Recording & {
    /** Queues the mail of a `mailedLink`. It is sent once the transaction has committed. */
    queueMail(id: string): Promise<void>
  }

/** What the commands on the machine see: plans, states, origins, audit trails and operators, and no data of tenants. */
export type OperatorDb = Tables<(typeof operatorTables)[number]> & Recording

/** What the operator console sees: less than the commands. */
export type ConsoleDb = Tables<(typeof consoleTables)[number]> & Recording

export type ReadOptions = {
  /** How long each query may take. Default: the timeout of the pool. */
  statementTimeoutMs?: number
  /** Each query runs only if this caller still may act. */
  caller?: Caller
}

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
   * @throws CallerRefusedError when the caller may no longer act
   */
  readForTenant<T>(tenantId: string, work: (db: TenantQueries) => Promise<T>, options?: ReadOptions): Promise<T>
  /** Runs `work` in a transaction that reaches users, sessions, second factors and keys of all tenants, and nothing else. */
  forIdentity<T>(work: (db: IdentityDb) => Promise<T>): Promise<T>
  /** Runs `work` as the operator of the platform. Only the owner of the database may: PostgreSQL refuses the login of the API. */
  forOperator<T>(work: (db: OperatorDb) => Promise<T>): Promise<T>
  /**
   * Adds counts to the usage of tenants, in one statement. Skips tenants that no longer exist.
   * @throws when the database does not answer; it may still have added them
   */
  addUsage(counts: readonly UsageCounts[]): Promise<void>
  /** Reads what the tenants nearest to the end of their plan, and the busiest keys, have used, and all others together. */
  readBusiestUsage(options: BusiestOptions): Promise<BusiestUsage>
  /**
   * Adds security counts, which belong to no tenant, in one statement.
   * @throws when the database does not answer; it may still have added them
   */
  addSecurityCounts(counts: readonly SecurityCounts[]): Promise<void>
  /**
   * Runs `work` as the operator console. The round trip that begins the transaction checks that the operator and the session are
   * valid; otherwise row-level security shows nothing.
   * @throws CallerRefusedError when the operator was removed or the session has ended
   */
  forConsole<T>(operator: PresentOperator, work: (db: ConsoleDb) => Promise<T>): Promise<T>
  /** The changes that were announced within this time, by the database's clock, oldest first. */
  readAccessChanges(withinMs: number): Promise<RecordedChange[]>
  /** @throws when the database does not answer */
  ping(): Promise<void>
  close(): Promise<void>
}
