export type { AccessChange, RecordedChange } from './access-changes.ts'
export {
  createDatabase,
  type Database,
  type IdentityDb,
  type TenantDb,
  type TenantQueries,
  type TenantReader,
} from './database.ts'
export { isUnavailable, isUniqueViolation } from './errors.ts'
export { type QueueName, queues, type TenantJob } from './job-queue.ts'
export { migrate } from './migrate.ts'
export { type Caller, CallerRefusedError } from './scoped-pool.ts'
export { type DemoUser, demoUsers, seed } from './seed.ts'
export { createTenantWithOwner } from './tenant-owner.ts'
export { createWorkerDatabase, type HousekeepingDb, type JobDb, type WorkerDatabase } from './worker-database.ts'
