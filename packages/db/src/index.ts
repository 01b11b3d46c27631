export { createDatabase, type Database, type IdentityDb, type TenantDb, type TenantReader } from './database.ts'
export { isUniqueViolation } from './errors.ts'
export { migrate } from './migrate.ts'
export { type DemoUser, demoUsers, seed } from './seed.ts'
