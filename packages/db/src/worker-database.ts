import { pickTables, type Tables } from './pick-tables.ts'
import { createPrisma } from './prisma.ts'
import { inScope, tenantScope } from './scoped-pool.ts'
import { type Announcing, createTransact, type OnAnnounced } from './transact.ts'

const jobTables = ['tenant', 'order', 'report', 'tenantOrigin', 'membership', 'invitation'] as const

/** What a job may do to the data of its tenant: less than the API, and what the API may not. */
export type JobDb = Tables<(typeof jobTables)[number]> & Announcing & { readonly tenantId: string }

/** Expired and due rows of all tenants: row-level security hides everything else. */
export type HousekeepingDb = Tables<'tenantOrigin' | '$executeRaw'>

/** Links that are to be mailed, and whether an address has an account. */
export type MailDb = Tables<'mailedLink' | 'user'>

export type WorkerDatabase = {
  /**
   * Access to one tenant's data for jobs: `forTenant` of the API, with a role of its own.
   * @throws TypeError when the tenant id is not a UUID
   */
  forTenant<T>(tenantId: string, work: (db: JobDb) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that sees, of all tenants, what is past its time or due. */
  forHousekeeping<T>(work: (db: HousekeepingDb) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that sees mailed links that are not used, and the addresses of users. */
  forMail<T>(work: (db: MailDb) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Connects to PostgreSQL as the login of the workers, which owns nothing either. */
export function createWorkerDatabase(
  url: string,
  { maxConnections = 5, onAnnounced = async () => {} }: { maxConnections?: number; onAnnounced?: OnAnnounced } = {},
): WorkerDatabase {
  const prisma = createPrisma(url, maxConnections)
  const transact = createTransact(prisma, onAnnounced)
  return {
    forTenant: async (tenantId, work) =>
      transact(tenantScope('palisade_job', tenantId), (tx, announcing) =>
        work({ ...pickTables(tx, jobTables), ...announcing, tenantId }),
      ),
    forHousekeeping: work => inScope({ role: 'palisade_housekeeper' }, () => prisma.$transaction(work)),
    forMail: work => inScope({ role: 'palisade_mailer' }, () => prisma.$transaction(work)),
    close: () => prisma.$disconnect(),
  }
}
