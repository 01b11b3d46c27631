import { readSetting } from './cli-settings.ts'
import { createDatabase, type Database } from './database.ts'
import { demoUsers, findDemoUsers, seed } from './seed.ts'

/** Creates the demo tenants, and in production makes sure that there are none. */
const db = createDatabase(readSetting('MIGRATION_DATABASE_URL', { required: true }))
try {
  await (process.env['PALISADE_ENV'] === 'production' ? checkProduction(db) : createDemo(db))
} finally {
  await db.close()
}

/** Demo users are not added to the tenants of a production that somebody starts without its setting. */
async function createDemo(db: Database): Promise<void> {
  if ((await countTenants(db)) > 0 && (await findDemoUsers(db)).length === 0) {
    return refuse('this database has tenants and no demo users: set PALISADE_ENV=production')
  }
  const password = readSetting('DEMO_PASSWORD', { required: true })
  const created = await seed(db, { password })
  console.log(created ? 'demo tenants created' : 'the demo tenants are already there')
  console.log(`sign in as ${demoUsers.map(user => user.email).join(', ')}`)
  console.log(`all with the password ${password}`)
}

/** Their password is in the log of the first start. */
async function checkProduction(db: Database): Promise<void> {
  const found = await findDemoUsers(db)
  if (found.length > 0) return refuse(`this database has demo users and is no production: ${found.join(', ')}`)
  const tenants = await countTenants(db)
  console.log(tenants ? `${tenants} tenants` : 'no tenant yet: create the first with the service `tenants`')
}

function countTenants(db: Database): Promise<number> {
  return db.forOperator(tx => tx.tenant.count())
}

function refuse(reason: string): void {
  console.error(reason)
  process.exitCode = 1
}
