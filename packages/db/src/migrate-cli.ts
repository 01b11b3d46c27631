import { readSetting } from './cli-settings.ts'
import { migrate } from './migrate.ts'

const apiPassword = readSetting('API_DATABASE_PASSWORD')
const workerPassword = readSetting('WORKER_DATABASE_PASSWORD')
const applied = await migrate({
  url: readSetting('MIGRATION_DATABASE_URL', { required: true }),
  ...(apiPassword && { apiPassword }),
  ...(workerPassword && { workerPassword }),
})
console.log(applied.length ? `applied ${applied.join(', ')}` : 'nothing to migrate')
