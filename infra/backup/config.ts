import { createReader, type Env } from '@palisade/service/settings'

export type BackupConfig = {
  /** Of the running database, as its owner. */
  readonly databaseUrl: string
  /** The environment of pgBackRest, which reads its own settings as PGBACKREST_…. */
  readonly environment: Env
}

/** pgBackRest gets no other setting, because what it starts inherits its environment. */
const passedOn = /^(?:PATH|LANG|TZ|PGBACKREST_\w+)$/

export function readConfig(env: Env): BackupConfig {
  const read = createReader(env)
  const databaseUrl = read.databaseUrl('MIGRATION_DATABASE_URL')
  read.check()
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => passedOn.test(name)))
  const password = decodeURIComponent(new URL(databaseUrl).password)
  // pgBackRest has no setting for the password, and libpq reads this one.
  return { databaseUrl, environment: { ...own, ...(password && { PGPASSWORD: password }) } }
}
