import { randomBytes } from 'node:crypto'
import { chownSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { databaseAccount } from '../../../infra/backup/database-account.ts'
import type { NativePostgres } from './postgres.ts'

export type BackupRepository = Awaited<ReturnType<typeof createBackupRepository>>

const configuration = join(import.meta.dirname, '../../../infra/backup/pgbackrest.conf')

/** An empty repository with a passphrase of its own, in a folder that remove() removes. */
export async function createBackupRepository() {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-repository-'))
  const pathOf = (name: string) => join(folder, name)
  const own = pathOf('conf.d/machine.conf')
  const account = databaseAccount()
  for (const name of ['.', 'repository', 'conf.d', 'spool', 'lock', 'log']) {
    await mkdir(pathOf(name), { recursive: true })
    if (account) chownSync(pathOf(name), account.uid, account.gid)
  }
  const environment = {
    PATH: process.env['PATH'],
    PGBACKREST_CONFIG: configuration,
    PGBACKREST_CONFIG_INCLUDE_PATH: dirname(own),
    PGBACKREST_SPOOL_PATH: pathOf('spool'),
    PGBACKREST_LOCK_PATH: pathOf('lock'),
    PGBACKREST_LOG_PATH: pathOf('log'),
  }

  return {
    /** The files that pgBackRest keeps. */
    folder: pathOf('repository'),
    /** Configures pgBackRest for a server that archives, and for commands. */
    environment,
    /** Writes what a person adds to infra/backup/pgbackrest.conf on the machine of a database. */
    async configure({ port, dataFolder }: NativePostgres, passphrase = randomBytes(24).toString('base64url')) {
      const database = [`pg1-path=${dataFolder}`, `pg1-port=${port}`, `pg1-socket-path=${dirname(dataFolder)}`]
      const lines = ['[global]', `repo1-path=${pathOf('repository')}`, `repo1-cipher-pass=${passphrase}`]
      await writeFile(own, [...lines, '[palisade]', ...database, 'pg1-user=palisade', ''].join('\n'), { mode: 0o600 })
      if (account) chownSync(own, account.uid, account.gid)
      return passphrase
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
