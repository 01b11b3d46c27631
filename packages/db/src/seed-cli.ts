import { readSetting } from './cli-settings.ts'
import { createDatabase } from './database.ts'
import { demoUsers, seed } from './seed.ts'

const db = createDatabase(readSetting('MIGRATION_DATABASE_URL', { required: true }))
try {
  const password = readSetting('DEMO_PASSWORD', { required: true })
  const created = await seed(db, { password })
  console.log(created ? 'demo tenants created' : 'the demo tenants are already there')
  console.log(`sign in as ${demoUsers.map(user => user.email).join(', ')}`)
  console.log(`all with the password ${password}`)
} finally {
  await db.close()
}
