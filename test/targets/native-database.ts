import { createDatabase, migrate, seed } from '@palisade/db'
import { type StoreOptions, startPostgres } from '../native/index.ts'

export type NativeDatabase = {
  /** For the API, which owns nothing. */
  url: string
  ownerUrl: string
  stop: () => Promise<void>
}

/** Starts PostgreSQL with the demo data, and lets the API in as the role that owns nothing. */
export async function startDatabase(demoPassword: string, options: StoreOptions = {}): Promise<NativeDatabase> {
  const postgres = await startPostgres(options)
  const apiPassword = 'only on loopback'
  await migrate({ url: postgres.url, apiPassword })
  const url = postgres.urlFor('palisade_api', encodeURIComponent(apiPassword))
  const db = createDatabase(url)
  await seed(db, { password: demoPassword })
  await db.close()
  return { url, ownerUrl: postgres.url, stop: postgres.stop }
}
