import { createErasure, type Erasure } from './erasure.ts'
import { createExportedTables, type ExportedTables } from './exported-tables.ts'
import { pickTables, type Tables } from './pick-tables.ts'
import { createPrisma } from './prisma.ts'
import { inScope, tenantScope } from './scoped-pool.ts'
import { createTransact, type OnAnnounced, type Recording } from './transact.ts'

const jobTables = [
  'tenant',
  'order',
  'orderLine',
  'orderEvent',
  'orderImport',
  'uploadPart',
  'report',
  'tenantOrigin',
  'membership',
  'invitation',
] as const

const exportTables = [
  'tenant',
  'membership',
  'invitation',
  'serviceAccount',
  'apiKey',
  'clientKey',
  'tenantOrigin',
  'tenantLogo',
  'order',
  'report',
  'orderImport',
  'usageCount',
  'impersonation',
  'auditEntry',
  'tenantExport',
  'tenantExportPart',
] as const

/** Read access to everything that a tenant's people may see, and write access to the export. */
export type ExportDb = Tables<(typeof exportTables)[number]> & {
  readonly tenantId: string
  readonly exportedTables: ExportedTables
}

/** What a job may do to the data of its tenant: less than the API, but also what the API may not do. */
export type JobDb = Tables<(typeof jobTables)[number]> &
  Recording & {
    readonly tenantId: string
    /** Writes what a search finds of these orders. Call it in the transaction that writes them. */
    indexOrders(ids: readonly string[]): Promise<void>
    /** Whether the operator acts for the member now. */
    operatorActs(operatorId: string, memberId: string): Promise<boolean>
  }

/** Expired and due rows of all tenants. Row-level security hides all other rows. */
export type HousekeepingDb = Tables<'tenantOrigin' | '$executeRaw'>

/** Links that are to be mailed, and whether an address has an account. */
export type MailDb = Tables<'mailedLink' | 'user'>

export type WorkerDatabase = {
  /**
   * Access to one tenant's data for jobs: `forTenant` of the API, with a role of its own.
   * `timeoutMs`: how long the transaction may take, where it is longer than those of requests.
   * @throws TypeError when the tenant id is not a UUID
   */
  forTenant<T>(tenantId: string, work: (db: JobDb) => Promise<T>, options?: { timeoutMs: number }): Promise<T>
  /** Runs `work` in a transaction that reads all of one tenant but secrets, and writes its export. */
  forExport<T>(tenantId: string, work: (db: ExportDb) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that sees, of all tenants, what is past its time or due. */
  forHousekeeping<T>(work: (db: HousekeepingDb) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that sees mailed links that are not used, and the addresses of users. */
  forMail<T>(work: (db: MailDb) => Promise<T>): Promise<T>
  /** Erases tenants that are deleted, once their wait is over. */
  readonly erasure: Erasure
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
    forTenant: async (tenantId, work, options) =>
      transact(
        tenantScope('palisade_job', tenantId),
        (tx, recording) =>
          work({
            ...pickTables(tx, jobTables),
            ...recording,
            tenantId,
            indexOrders: async ids => {
              await tx.$queryRaw`
                SELECT FROM (SELECT search.index_order(id) FROM unnest(${ids}::uuid[]) AS id) AS indexed`
            },
            operatorActs: async (operatorId, memberId) => {
              const [row] = await tx.$queryRaw<{ acts: boolean }[]>`
                SELECT operator_acts(${operatorId}::uuid, ${memberId}::uuid) AS acts`
              return row?.acts === true
            },
          }),
        options && { timeout: options.timeoutMs },
      ),
    forExport: async (tenantId, work) =>
      inScope(tenantScope('palisade_exporter', tenantId), () =>
        prisma.$transaction(tx =>
          work({ ...pickTables(tx, exportTables), tenantId, exportedTables: createExportedTables(tx) }),
        ),
      ),
    forHousekeeping: work => inScope({ role: 'palisade_housekeeper' }, () => prisma.$transaction(work)),
    forMail: work => inScope({ role: 'palisade_mailer' }, () => prisma.$transaction(work)),
    erasure: createErasure(prisma),
    close: () => prisma.$disconnect(),
  }
}
