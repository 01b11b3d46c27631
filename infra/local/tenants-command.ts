import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { migrate } from '@palisade/db'
import { embeddedUrl, FolderInUseError, startEmbeddedPostgres } from '@palisade/db/embedded'
import { startNode } from './processes.ts'
import { exitWith, StartError } from './start-error.ts'
import { databaseFolder, environmentOfApps } from './start-settings.ts'

/**
 * `npm run tenants` on the database that MIGRATION_DATABASE_URL names, as on a deployment, or else on the embedded one,
 * whether `npm start` runs or not.
 */
const { env } = process
const args = process.argv.slice(2)
const isNamed = Boolean(env['MIGRATION_DATABASE_URL'] || env['MIGRATION_DATABASE_URL_FILE'])
const needsDatabase = !args.includes('--help') && !args.includes('-h')

try {
  if (isNamed || !needsDatabase) process.exitCode = await run(env)
  else await runOnEmbedded()
} catch (error) {
  exitWith(error)
}

async function runOnEmbedded(): Promise<void> {
  if (!existsSync(databaseFolder)) throw new StartError('there is no embedded database yet: run npm start once')
  const settings = { MIGRATION_DATABASE_URL: embeddedUrl(databaseFolder) }
  const postgres = await startEmbeddedPostgres(databaseFolder).catch(error => {
    if (error instanceof FolderInUseError) return undefined
    throw error
  })
  try {
    if (postgres) await migrate({ url: postgres.url })
    process.exitCode = await run(environmentOfApps(settings))
  } finally {
    await postgres?.stop()
  }
}

async function run(environment: NodeJS.ProcessEnv): Promise<number> {
  const cli = fileURLToPath(new URL('../../apps/api/src/cli/tenants-cli.ts', import.meta.url))
  const child = startNode(cli, args, { env: environment, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return code ?? 1
}
