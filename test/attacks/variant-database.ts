import pg from 'pg'

/**
 * Copies the database of a URL and replaces an earlier copy of that name. No client may be connected to the original.
 * @returns the given URL, for the copy
 */
export async function copyDatabase(ownerUrl: string, name: string): Promise<string> {
  // PostgreSQL cannot copy a database over a connection to that database.
  const elsewhere = toDatabase(ownerUrl, 'template1')
  await run(elsewhere, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await run(elsewhere, `CREATE DATABASE ${name} TEMPLATE ${databaseOf(ownerUrl)}`)
  return toDatabase(ownerUrl, name)
}

export function toDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

/** Switches row-level security off in this one database. The policies stay, as with BYPASSRLS. */
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
