import { readTenantsCommand } from '../../apps/api/src/cli/tenants-arguments.ts'
import { runDatabaseCommand } from './database-command.ts'

// Wrong arguments are refused before a database is opened for them.
readTenantsCommand()
await runDatabaseCommand('tenants')
