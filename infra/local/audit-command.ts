import { readAuditCommand } from '../../apps/api/src/cli/audit-arguments.ts'
import { runDatabaseCommand } from './database-command.ts'

// Wrong arguments are refused before a database is opened for them.
readAuditCommand()
await runDatabaseCommand('audit')
