import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { migrate } from './migrate.ts'

let folder: string
let postgres: EmbeddedPostgres

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-migrate-'))
  postgres = await startEmbeddedPostgres(folder)
}, 60_000)

afterAll(async () => {
  await postgres.stop()
  await rm(folder, { recursive: true })
})

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  const { rows } = await client.query<Row>(sql)
  await client.end()
  return rows
}

test('each migration is applied once', async () => {
  const applied = await migrate({ url: postgres.url })
  expect(applied).toContain('20261121000000_initial')
  expect(await migrate({ url: postgres.url })).toEqual([])
})

test('schema.prisma and the migrations create the same tables', async () => {
  const fromSchema = await PGlite.create()
  await fromSchema.exec(await writeTables(await readFile(new URL('../schema.prisma', import.meta.url), 'utf8')))
  for (const [what, sql] of Object.entries(descriptions)) {
    const { rows } = await fromSchema.query<pg.QueryResultRow>(sql)
    expect(rows.length, what).toBeGreaterThan(0)
    expect(await query(sql), what).toEqual(rows)
  }
  await fromSchema.close()
}, 60_000)

test('every table has row-level security, forced on its owner as well', async () => {
  const open = await query(
    `SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE nspname = 'public' AND relkind = 'r' AND relname <> '_prisma_migrations'
       AND NOT (relrowsecurity AND relforcerowsecurity)`,
  )
  expect(open).toEqual([])
})

test('the login of the API owns nothing, cannot bypass row-level security and has no privileges of its own', async () => {
  const [role] = await query(`SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit
    FROM pg_roles WHERE rolname = 'palisade_api'`)
  expect(Object.values(role ?? {})).toEqual([false, false, false, false, false])
  const owned = await query(`SELECT relname FROM pg_class WHERE relowner = 'palisade_api'::regrole`)
  const granted = await query(
    `SELECT table_name FROM information_schema.role_table_grants WHERE grantee = 'palisade_api'`,
  )
  expect([owned, granted]).toEqual([[], []])
  const [roles] = await query(`SELECT pg_has_role('palisade_api', 'palisade_tenant', 'MEMBER') AS tenant,
    pg_has_role('palisade_api', 'palisade_identity', 'MEMBER') AS identity,
    pg_has_role('palisade_api', 'palisade_operator', 'MEMBER') AS operator`)
  expect(roles).toEqual({ tenant: true, identity: true, operator: false })
})

test('the login of the workers owns nothing either, and neither login can assume the roles of the other', async () => {
  const [role] = await query(`SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit
    FROM pg_roles WHERE rolname = 'palisade_worker'`)
  expect(Object.values(role ?? {})).toEqual([false, false, false, false, false])
  expect(await query(`SELECT relname FROM pg_class WHERE relowner = 'palisade_worker'::regrole`)).toEqual([])
  const roles = await query(`SELECT login, role FROM unnest(ARRAY['palisade_api', 'palisade_worker']) AS login,
      unnest(ARRAY['tenant', 'identity', 'operator', 'job', 'housekeeper', 'eraser', 'exporter']) AS role
    WHERE pg_has_role(login, 'palisade_' || role, 'MEMBER') ORDER BY 1, 2`)
  expect(roles).toEqual([
    { login: 'palisade_api', role: 'identity' },
    { login: 'palisade_api', role: 'tenant' },
    { login: 'palisade_worker', role: 'eraser' },
    { login: 'palisade_worker', role: 'exporter' },
    { login: 'palisade_worker', role: 'housekeeper' },
    { login: 'palisade_worker', role: 'job' },
  ])
})

test('a migration that was changed after it was applied is refused', async () => {
  await query(`UPDATE _prisma_migrations SET checksum = 'other'`)
  await expect(migrate({ url: postgres.url })).rejects.toThrow(/was changed after it was applied/)
})

const descriptions = {
  columns: `SELECT table_name, column_name, data_type, datetime_precision, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`,
  // Prisma's language has no partial indexes.
  indexes: `SELECT indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' AND indexdef NOT LIKE '% WHERE %' ORDER BY 1`,
  constraints: `SELECT conrelid::regclass::text AS "table", conname, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations'
      AND contype NOT IN ('n', 'c', 't') ORDER BY 1, 2`,
}

/** The tables of a Prisma schema as SQL, by Prisma's own engine. */
async function writeTables(schema: string): Promise<string> {
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: postgres.url }))
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, adapter)
  const { stdout } = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  return stdout ?? ''
}
