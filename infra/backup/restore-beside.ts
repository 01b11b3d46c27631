import { join } from 'node:path'
import { BackupError } from './backup-error.ts'
import type { BackupConfig } from './config.ts'
import { openRepository } from './repository.ts'
import { prepareFolder, type RestoredDatabase } from './restored-database.ts'
import { readVersion } from './running-database.ts'
import { showStep } from './show-step.ts'

/** A point in the WAL that has a name, or a time. */
export type Target = { readonly name: string } | { readonly time: Date }

/**
 * Restores the database into a folder of its own, beside the running one, and starts it there.
 * @param signal ends it
 * @throws BackupError, after removing what it made
 */
export async function restoreBeside(config: BackupConfig, target: Target, signal?: AbortSignal) {
  const { databaseUrl, environment } = config
  const { backups } = await openRepository(environment, signal).readBackups()
  const bytes = backups.at(-1)?.restoredBytes
  if (bytes === undefined) throw new BackupError('there is no backup: take one with npm run backup -- now')
  await showStep('archiving the WAL up to this moment', () => openRepository(environment, signal).run(['check']))
  const copy = await prepareFolder(bytes, await readVersion(databaseUrl))
  try {
    const env = { ...environment, ...settingsFor(copy) }
    const restore = restoreCommand(copy, target)
    await showStep('restoring the backup', () => openRepository(env, signal).run(restore))
    const port = await showStep('replaying the WAL', () => copy.start({ env, ...(signal && { signal }) }))
    return { url: urlOf(databaseUrl, port), port, removal: copy.removal, remove: copy.remove }
  } catch (error) {
    await copy.remove()
    throw error
  }
}

/** The copy must not wait for locks of the running database. */
function settingsFor({ folder, data }: RestoredDatabase) {
  return {
    PGBACKREST_PG1_PATH: data,
    PGBACKREST_LOCK_PATH: join(folder, 'lock'),
    PGBACKREST_SPOOL_PATH: join(folder, 'spool'),
    PGBACKREST_ARCHIVE_ASYNC: 'n',
  }
}

const restoreCommand = ({ folder }: RestoredDatabase, target: Target) => [
  'restore',
  ...('name' in target
    ? ['--type=name', `--target=${target.name}`]
    : ['--type=time', `--target=${format(target.time)}`]),
  '--target-action=promote',
  '--archive-mode=off',
  `--tablespace-map-all=${join(folder, 'tablespaces')}`,
]

/** As PostgreSQL reads it. */
const format = (time: Date) => time.toISOString().replace('T', ' ').replace('Z', '+00')

/** The copy has the same logins, and no certificate. */
function urlOf(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl)
  Object.assign(url, { hostname: '127.0.0.1', port: String(port), search: '' })
  return url.href
}
