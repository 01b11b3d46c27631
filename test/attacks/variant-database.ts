import pg from 'pg'

/**
 * Copies the database of a URL, which nobody may be connected to, in place of the last copy of that name.
 * @returns the given URL, for the copy
 */
export async function copyDatabase(ownerUrl: string, name: string): Promise<string> {
  // The database that is copied cannot be the one from which that is asked for.
  const elsewhere = toDatabase(ownerUrl, 'template1')
  await run(elsewhere, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await run(elsewhere, `CREATE DATABASE ${name} TEMPLATE ${databaseOf(ownerUrl)}`)
  return toDatabase(ownerUrl, name)
}

export function toDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

/** Policies stay and are not asked, as for a role with BYPASSRLS, but in this one database. */
export async function withoutRowLevelSecurity(ownerUrl: string): Promise<void> {
  await run(
    ownerUrl,
    `DO $$ DECLARE name regclass; BEGIN
       FOR name IN SELECT oid FROM pg_class WHERE relrowsecurity LOOP
         EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', name);
       END LOOP;
     END $$`,
  )
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
