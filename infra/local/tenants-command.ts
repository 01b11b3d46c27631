import { existsSync } from 'node:fs'
import { migrate } from '@palisade/db'
import { embeddedUrl, FolderInUseError, startEmbeddedPostgres } from '@palisade/db/embedded'
import { readTenantsCommand } from '../../apps/api/src/cli/tenants-arguments.ts'
import { runOperatorCommand } from './operator-command.ts'
import { exitWith, StartError } from './start-error.ts'
import { databaseFolder, environmentOfApps } from './start-settings.ts'

/**
 * `npm run tenants` on the database that MIGRATION_DATABASE_URL names, as on a deployment, or else on the embedded one,
 * whether `npm start` runs or not.
 */
const { env } = process
// Wrong arguments are refused before a database is opened for them.
readTenantsCommand()

try {
  const isNamed = env['MIGRATION_DATABASE_URL'] || env['MIGRATION_DATABASE_URL_FILE']
  process.exitCode = isNamed ? await runOperatorCommand('tenants', env) : await runOnEmbedded()
} catch (error) {
  exitWith(error)
}

async function runOnEmbedded(): Promise<number> {
  if (!existsSync(databaseFolder)) throw new StartError('there is no embedded database yet: run npm start once')
  const settings = { MIGRATION_DATABASE_URL: embeddedUrl(databaseFolder) }
  const postgres = await startEmbeddedPostgres(databaseFolder).catch(error => {
    if (error instanceof FolderInUseError) return undefined
    throw error
  })
  try {
    if (postgres) await migrate({ url: postgres.url })
    return await runOperatorCommand('tenants', environmentOfApps(settings))
  } finally {
    await postgres?.stop()
  }
}
