import { readFile } from 'node:fs/promises'
import { createDatabase } from '@palisade/db'
import { readConfigOrExit } from '@palisade/service'
import { readOperatorConfig } from '../config.ts'
import { readAuditCommand } from './audit-arguments.ts'
import { reportFailure } from './report-failure.ts'
import { runAudit } from './run-audit.ts'

const { command, tenant, headsFile } = readAuditCommand()
const { databaseUrl } = readConfigOrExit(readOperatorConfig)
const db = createDatabase(databaseUrl)
try {
  const kept = headsFile && (await readFile(headsFile, 'utf8'))
  if (!(await runAudit(db, { command, tenant, kept }, console.log))) process.exitCode = 1
} catch (error) {
  reportFailure(error)
} finally {
  await db.close()
}
