import { readCommandLine } from '@palisade/service/command-line'
import { createReader, readConfigOrExit } from '@palisade/service/settings'
import { createDatabase } from './database.ts'
import type { Database } from './database-views.ts'
import { demoUsers, findDemoUsers, seed } from './seed.ts'

readCommandLine({ usage: 'node packages/db/src/seed-cli.ts' })

/** Creates the demo tenants. In production, refuses a database that has them. */
const config = readConfigOrExit(env => {
  const read = createReader(env)
  const isProduction = read.environment() === 'production'
  const url = read.databaseUrl('MIGRATION_DATABASE_URL')
  const demoPassword = isProduction ? '' : read.text('DEMO_PASSWORD')
  read.check()
  return { isProduction, url, demoPassword }
})
const db = createDatabase(config.url)
try {
  await (config.isProduction ? checkProduction(db) : createDemo(db, config.demoPassword))
} finally {
  await db.close()
}

/** Do not add demo users to a production database that was started without PALISADE_ENV. */
async function createDemo(db: Database, password: string): Promise<void> {
  if ((await countTenants(db)) > 0 && (await findDemoUsers(db)).length === 0) {
    return refuse('this database has tenants and no demo users: set PALISADE_ENV=production')
  }
  const created = await seed(db, { password })
  console.log(created ? 'demo tenants created' : 'the demo tenants exist already')
  console.log(`sign in as ${demoUsers.map(user => user.email).join(', ')}`)
  console.log(`all with the password ${password}`)
}

/** The password of demo users is in the log of the first start. */
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
