import { createDatabase, migrate, seed } from '@palisade/db'
import { type NativePostgres, type StoreOptions, startPostgres } from '../native/index.ts'

export type NativeDatabase = {
  /** For the API, which owns nothing. */
  url: string
  /** For workers, which own nothing either. */
  workerUrl: string
  /** For the exporter of metrics, which reads no table. */
  metricsUrl: string
  ownerUrl: string
  server: NativePostgres
  stop: () => Promise<void>
}

/** Starts PostgreSQL with the demo data, and lets the API in as the role that owns nothing. */
export async function startDatabase(demoPassword: string, options: StoreOptions = {}): Promise<NativeDatabase> {
  const postgres = await startPostgres(options)
  const password = 'only-on-loopback'
  await migrate({ url: postgres.url, apiPassword: password, workerPassword: password, metricsPassword: password })
  const urlFor = (login: string) => postgres.urlFor(login, encodeURIComponent(password))
  const url = urlFor('palisade_api')
  const db = createDatabase(url)
  await seed(db, { password: demoPassword })
  await db.close()
  return {
    url,
    workerUrl: urlFor('palisade_worker'),
    metricsUrl: urlFor('palisade_metrics'),
    ownerUrl: postgres.url,
    server: postgres,
    stop: postgres.stop,
  }
}
