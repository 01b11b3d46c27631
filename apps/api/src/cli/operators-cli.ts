import { createDatabase } from '@palisade/db'
import { readConfigOrExit } from '@palisade/service'
import { readOperatorConfig } from '../config.ts'
import { changeOperators } from './change-operators.ts'
import { readOperatorsCommand } from './operators-arguments.ts'
import { reportFailure } from './report-failure.ts'

const request = readOperatorsCommand()
const { databaseUrl } = readConfigOrExit(readOperatorConfig)
const db = createDatabase(databaseUrl)
try {
  const done = await changeOperators(db, request)
  if (done.ok) console.table(done.rows)
  else {
    console.error(done.refused)
    process.exitCode = 1
  }
} catch (error) {
  reportFailure(error)
} finally {
  await db.close()
}
