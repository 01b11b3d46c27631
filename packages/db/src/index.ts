export type { AccessChange, RecordedChange } from './access-changes.ts'
export { createDatabase } from './database.ts'
export type { Database, IdentityDb, TenantDb, TenantQueries, TenantReader } from './database-views.ts'
export { isUnavailable, isUniqueViolation } from './errors.ts'
export { type PlatformJob, type QueueName, queues, sendOptionsOf, type TenantJob } from './job-queue.ts'
export { migrate } from './migrate.ts'
export { type Caller, CallerRefusedError } from './scoped-pool.ts'
export { type DemoUser, demoConsultant, demoUsers, seed } from './seed.ts'
export { createTenantOf, createTenantWithOwner } from './tenant-owner.ts'
export {
  createWorkerDatabase,
  type HousekeepingDb,
  type JobDb,
  type MailDb,
  type WorkerDatabase,
} from './worker-database.ts'
