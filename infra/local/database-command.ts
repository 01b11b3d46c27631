import { existsSync } from 'node:fs'
import { migrate } from '@palisade/db'
import { embeddedUrl, FolderInUseError, startEmbeddedPostgres } from '@palisade/db/embedded'
import { runOperatorCommand } from './operator-command.ts'
import { exitWith, StartError } from './start-error.ts'
import { databaseFolder, dataFolder, environmentOfApps } from './start-settings.ts'

type Command = 'audit' | 'operators' | 'tenants'

/**
 * Runs a command of the operator on the database that MIGRATION_DATABASE_URL names, as on a deployment, or else on the
 * embedded one, whether `npm start` runs or not.
 */
export async function runDatabaseCommand(name: Command): Promise<void> {
  const { env } = process
  const isNamed = env['MIGRATION_DATABASE_URL'] || env['MIGRATION_DATABASE_URL_FILE']
  try {
    process.exitCode = isNamed ? await runOperatorCommand(name, env) : await runOnEmbedded(name)
  } catch (error) {
    exitWith(error)
  }
}

async function runOnEmbedded(name: Command): Promise<number> {
  if (!existsSync(databaseFolder)) {
    throw new StartError(`${dataFolder} has no database: run npm start once, with the same PALISADE_DATA`)
  }
  const settings = { MIGRATION_DATABASE_URL: embeddedUrl(databaseFolder) }
  const postgres = await startEmbeddedPostgres(databaseFolder).catch(error => {
    if (error instanceof FolderInUseError) return undefined
    throw error
  })
  try {
    if (postgres) await migrate({ url: postgres.url })
    return await runOperatorCommand(name, environmentOfApps(settings))
  } finally {
    await postgres?.stop()
  }
}
