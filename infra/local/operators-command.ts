import { readOperatorsCommand } from '../../apps/api/src/cli/operators-arguments.ts'
import { runDatabaseCommand } from './database-command.ts'

// Wrong arguments are refused before a database is opened for them.
readOperatorsCommand()
await runDatabaseCommand('operators')
