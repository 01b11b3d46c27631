import { readCommandLine } from '@palisade/service/command-line'
import { createReader, readConfigOrExit } from '@palisade/service/settings'
import { migrate } from './migrate.ts'

readCommandLine({ usage: 'node packages/db/src/migrate-cli.ts' })
const { url, apiPassword, workerPassword, metricsPassword } = readConfigOrExit(env => {
  const read = createReader(env)
  const config = {
    url: read.databaseUrl('MIGRATION_DATABASE_URL'),
    apiPassword: read.optional('API_DATABASE_PASSWORD'),
    workerPassword: read.optional('WORKER_DATABASE_PASSWORD'),
    metricsPassword: read.optional('METRICS_DATABASE_PASSWORD'),
  }
  read.check()
  return config
})
const applied = await migrate({
  url,
  ...(apiPassword && { apiPassword }),
  ...(workerPassword && { workerPassword }),
  ...(metricsPassword && { metricsPassword }),
})
console.log(applied.length ? `applied ${applied.join(', ')}` : 'nothing to migrate')
