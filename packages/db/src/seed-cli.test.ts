import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase } from './database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { migrate } from './migrate.ts'

const password = 'a password for this test alone'
let folder: string
let postgres: EmbeddedPostgres

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-seed-'))
  postgres = await startEmbeddedPostgres(folder)
  await migrate({ url: postgres.url })
})

afterAll(async () => {
  await postgres.stop()
  await rm(folder, { recursive: true })
})

/** As the service `migrate` of the compose files runs it. */
async function seedFor(environment: string, settings: NodeJS.ProcessEnv = {}) {
  const env = {
    ...process.env,
    MIGRATION_DATABASE_URL: postgres.url,
    PALISADE_ENV: environment,
    DEMO_PASSWORD: password,
    ...settings,
  }
  const cli = join(import.meta.dirname, 'seed-cli.ts')
  return promisify(execFile)(process.execPath, [cli], { env }).then(
    ({ stdout }) => ({ code: 0, printed: stdout }),
    ({ code, stdout, stderr }) => ({ code, printed: stdout + stderr }),
  )
}

async function countUsers(): Promise<number> {
  const db = createDatabase(postgres.url)
  try {
    return await db.forIdentity(tx => tx.user.count())
  } finally {
    await db.close()
  }
}

test('production starts without users, and its log says how to create the first one', async () => {
  const { code, printed } = await seedFor('production')
  expect({ code, printed }).toEqual({
    code: 0,
    printed: 'no tenant yet: create the first with the service `tenants`\n',
  })
  expect(await countUsers()).toBe(0)
})

test('a production database that is started as a trial gets no demo users', async () => {
  const db = createDatabase(postgres.url)
  const id = randomUUID()
  await db.forIdentity(async tx => {
    await tx.tenant.create({ data: { id, slug: 'initech', name: 'Initech' } })
    const actor = { kind: 'operator', id: null } as const
    tx.audit({ tenantId: id, event: 'tenant.created', actor, object: id, requestId: null, facts: {} })
  })
  const fault = 'this database has tenants and no demo users: set PALISADE_ENV=production\n'
  expect(await seedFor('staging')).toEqual({ code: 1, printed: fault })
  expect(await seedFor('production')).toEqual({ code: 0, printed: '1 tenants\n' })
  expect(await countUsers()).toBe(0)
  await db.close()
  const owner = new pg.Client({ connectionString: postgres.url })
  await owner.connect()
  await owner.query('DELETE FROM tenants')
  await owner.end()
})

test('an unreadable file is reported in one line', async () => {
  const printed = 'the configuration is not usable: DEMO_PASSWORD_FILE points to a file that cannot be read\n'
  expect(await seedFor('staging', { DEMO_PASSWORD: '', DEMO_PASSWORD_FILE: '/nowhere' })).toEqual({ code: 78, printed })
})

test('a trial gets demo users, and production refuses a database that has them', async () => {
  expect(await seedFor('staging')).toEqual({ code: 0, printed: expect.stringContaining(password) })
  expect(await countUsers()).toBe(9)
  const { code, printed } = await seedFor('production')
  expect(code).toBe(1)
  expect(printed).toMatch(/^this database has demo users and is no production: .*owner@acme\.test/)
  expect(printed).not.toContain(password)
})

test('a start that was interrupted before the orders creates them the next time', async () => {
  const owner = new pg.Client({ connectionString: postgres.url })
  await owner.connect()
  const count = async () => Number((await owner.query('SELECT count(*) FROM orders')).rows[0].count)
  const before = await count()
  await owner.query(`DELETE FROM orders USING tenants WHERE tenants.id = tenant_id AND slug = 'acme'`)
  expect(await count()).toBe(before / 2)
  expect(await seedFor('staging')).toEqual({ code: 0, printed: expect.stringContaining('demo tenants created') })
  expect(await count()).toBe(before)
  expect(await seedFor('staging')).toEqual({ code: 0, printed: expect.stringContaining('exist already') })
  expect(await count()).toBe(before)
  await owner.end()
})
