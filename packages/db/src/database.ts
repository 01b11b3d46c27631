import { PrismaPg } from '@prisma/adapter-pg'
import { type Prisma, PrismaClient } from './generated/client.ts'

type Tables<Names extends keyof Prisma.TransactionClient> = Pick<Prisma.TransactionClient, Names>

/** One tenant's data, inside a transaction that can reach no other's. */
export type TenantDb = Tables<
  'tenant' | 'user' | 'order' | 'orderLine' | 'orderEvent' | 'idempotencyKey' | '$queryRaw'
> & { readonly tenantId: string }

/** Who is who, for signing in and up: no tenant's orders can be reached from here. */
export type IdentityDb = Tables<'tenant' | 'user' | 'session' | 'refreshToken' | '$queryRaw'>

/** The platform's own view of its tenants: plans and states, and no data of theirs. */
export type OperatorDb = Tables<'tenant'>

export type Database = {
  /**
   * The only door to a tenant's data: runs `work` in a transaction whose role and row-level security show the rows of
   * this tenant alone. What `work` throws rolls it back.
   */
  forTenant<T>(tenantId: string, work: (db: TenantDb) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that reaches users, sessions and refresh tokens of all tenants, and nothing else. */
  forIdentity<T>(work: (db: IdentityDb) => Promise<T>): Promise<T>
  /** Runs `work` as who runs the platform. Only the owner of the database may: the login of the API is refused. */
  forOperator<T>(work: (db: OperatorDb) => Promise<T>): Promise<T>
  /** @throws when the database does not answer */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Connects to PostgreSQL as a role that owns nothing. Connections are opened as they are needed, 20 at most. */
export function createDatabase(url: string): Database {
  const adapter = new PrismaPg({
    connectionString: url,
    max: 20,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 15_000,
  })
  const prisma = new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 10_000 } })

  // `true` ends a setting with the transaction: a pooled connection keeps neither role nor tenant.
  return {
    forTenant: (tenantId, work) =>
      prisma.$transaction(async tx => {
        await tx.$queryRaw`SELECT set_config('role', 'palisade_tenant', true), set_config('app.tenant_id', ${tenantId}, true)`
        return work(Object.assign(tx, { tenantId }))
      }),
    forIdentity: work =>
      prisma.$transaction(async tx => {
        await tx.$queryRaw`SELECT set_config('role', 'palisade_identity', true)`
        return work(tx)
      }),
    forOperator: work =>
      prisma.$transaction(async tx => {
        await tx.$queryRaw`SELECT set_config('role', 'palisade_operator', true)`
        return work(tx)
      }),
    ping: async () => {
      await prisma.$queryRaw`SELECT 1`
    },
    close: () => prisma.$disconnect(),
  }
}
