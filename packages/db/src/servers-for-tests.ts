import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missingServers, startPostgres } from '../../../test/support/native/index.ts'
import { createDatabase } from './database.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'
import { seed } from './seed.ts'

export type Server = {
  /** As the API signs in. */
  url: string
  /** As the owner of the tables. */
  ownerUrl: string
  tenants: { acme: string; globex: string }
  stop: () => Promise<void>
}

/** Each way to run PostgreSQL, with the demo tenants in it. */
export const servers = [
  { name: 'embedded', start: startEmbedded, missing: false },
  { name: 'PostgreSQL', start: startNative, missing: missingServers(['postgresql']).length > 0 },
]

async function startEmbedded(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-db-'))
  const { url, stop } = await startEmbeddedPostgres(folder)
  await migrate({ url })
  const tenants = await seedTenants(url)
  const remove = () => rm(folder, { recursive: true })
  return { url, ownerUrl: url, tenants, stop: () => stop().then(remove) }
}

async function startNative(): Promise<Server> {
  const { url: ownerUrl, urlFor, stop } = await startPostgres()
  const apiPassword = 'a password for tests'
  await migrate({ url: ownerUrl, apiPassword })
  const url = urlFor('palisade_api', encodeURIComponent(apiPassword))
  return { url, ownerUrl, tenants: await seedTenants(url), stop }
}

async function seedTenants(url: string): Promise<Server['tenants']> {
  const db = createDatabase(url)
  await seed(db, { password: 'a password for tests' })
  const idOf = async (slug: string) => (await db.forIdentity(tx => tx.tenant.findUniqueOrThrow({ where: { slug } }))).id
  const tenants = { acme: await idOf('acme'), globex: await idOf('globex') }
  await db.close()
  return tenants
}
