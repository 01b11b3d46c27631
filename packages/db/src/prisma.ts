import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'
import { ScopedPool } from './scoped-pool.ts'

/** A client that sends nothing outside a scope. Connections are opened as they are needed. */
export function createPrisma(url: string, maxConnections: number): PrismaClient {
  const pool = new ScopedPool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    // The embedded PostgreSQL ignores it: it cannot interrupt a statement.
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 15_000,
  })
  const adapter = new PrismaPg(pool, { disposeExternalPool: true })
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 10_000 } })
}
