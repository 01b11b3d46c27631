export type { AccessChange, RecordedChange } from './access-changes.ts'
export type { SecurityCounts } from './add-security-counts.ts'
export { people, type UsageCounts } from './add-usage.ts'
export type { Auditing, NewAuditEntry } from './audit-trail.ts'
export type { BusiestUsage } from './busiest-usage.ts'
export { createDatabase } from './database.ts'
export type {
  ConsoleDb,
  Database,
  IdentityDb,
  OperatorDb,
  ReadOptions,
  TenantDb,
  TenantQueries,
  TenantReader,
} from './database-views.ts'
export type { Erasure } from './erasure.ts'
export { isUnavailable, isUniqueViolation } from './errors.ts'
export { type PlatformJob, type QueueName, queues, sendOptionsOf, type TenantJob } from './job-queue.ts'
export { migrate } from './migrate.ts'
export { linesOf, newOrder, newReference, totalOf } from './new-order.ts'
export { type Caller, CallerRefusedError, type PresentOperator } from './scoped-pool.ts'
export { type DemoUser, demoConsultant, demoUsers, seed } from './seed.ts'
export type { OrdersOfDay, UsageSums } from './tenant-figures.ts'
export { createTenantOf, createTenantWithOwner } from './tenant-owner.ts'
export {
  createWorkerDatabase,
  type ExportDb,
  type HousekeepingDb,
  type JobDb,
  type MailDb,
  type WorkerDatabase,
} from './worker-database.ts'
