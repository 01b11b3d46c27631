import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, type Database, migrate, seed } from '@palisade/db'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { startEmbeddedPostgres } from '../../packages/db/src/embedded-postgres.ts'
import { missingServers, startPostgres } from '../support/native/index.ts'

export type Server = {
  /** For the login of the API. */
  url: string
  /** For the login of the workers. */
  workerUrl: string
  /** For the owner of the tables. */
  ownerUrl: string
  tenants: { acme: string; globex: string }
  stop: () => Promise<void>
}

/** A server with two connections: one as the API has it, one of the owner, who sees every row. */
export type Connected = Server & { db: Database; owner: pg.Client }

type Kind = 'embedded' | 'PostgreSQL'

type Options = NonNullable<Parameters<typeof createDatabase>[1]> & { kinds?: readonly Kind[] }

const starts: Record<Kind, () => Promise<Server>> = { embedded: startEmbedded, PostgreSQL: startNative }

/**
 * Defines the same tests for the embedded PostgreSQL and for a server of its own, each with the demo tenants in it.
 * @param define gets an object that is filled before the first of its tests, and before hooks that it adds
 * @param options of the connection `db`; `kinds` limits the servers
 */
export function describeOnServers(
  what: string,
  define: (on: Connected, kind: Kind) => void,
  { kinds = ['embedded', 'PostgreSQL'], ...options }: Options = {},
): void {
  for (const kind of kinds) {
    const isMissing = kind === 'PostgreSQL' && missingServers(['postgresql']).length > 0
    describe.skipIf(isMissing)(`${what}, on ${kind}${isMissing ? ' (not installed)' : ''}`, () => {
      const on = {} as Connected
      beforeAll(async () => {
        Object.assign(on, await starts[kind]())
        on.db = createDatabase(on.url, options)
        on.owner = new pg.Client({ connectionString: on.ownerUrl })
        await on.owner.connect()
      })
      afterAll(async () => {
        await on.owner?.end()
        await on.db?.close()
        await on.stop?.()
      })
      define(on, kind)
    })
  }
}

/** Expects that a role lacks the permission for each of the statements, in the tenant acme. */
export async function expectDenied(
  { owner, tenants }: Connected,
  role: string,
  ...statements: readonly [string, ...string[]]
): Promise<void> {
  for (const sql of statements) {
    await owner.query(`BEGIN; SET LOCAL ROLE palisade_${role}`)
    await owner.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenants.acme])
    await expect(owner.query(sql), `${role}: ${sql}`).rejects.toThrow(/permission denied/)
    await owner.query('ROLLBACK')
  }
}

async function startEmbedded(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-db-'))
  const { url, stop } = await startEmbeddedPostgres(folder)
  await migrate({ url })
  const tenants = await seedTenants(url)
  const remove = () => rm(folder, { recursive: true })
  return { url, workerUrl: url, ownerUrl: url, tenants, stop: () => stop().then(remove) }
}

async function startNative(): Promise<Server> {
  const { url: ownerUrl, urlFor, stop } = await startPostgres()
  const password = 'a password for tests'
  const encoded = encodeURIComponent(password)
  await migrate({ url: ownerUrl, apiPassword: password, workerPassword: password })
  const [url, workerUrl] = [urlFor('palisade_api', encoded), urlFor('palisade_worker', encoded)]
  return { url, workerUrl, ownerUrl, tenants: await seedTenants(url), stop }
}

async function seedTenants(url: string): Promise<Server['tenants']> {
  const db = createDatabase(url)
  await seed(db, { password: 'a password for tests' })
  const idOf = async (slug: string) => (await db.forIdentity(tx => tx.tenant.findUniqueOrThrow({ where: { slug } }))).id
  const tenants = { acme: await idOf('acme'), globex: await idOf('globex') }
  await db.close()
  return tenants
}
