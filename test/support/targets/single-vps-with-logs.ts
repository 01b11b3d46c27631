import type { TestProject } from 'vitest/node'
import { logStoreProgram } from '../native/index.ts'
import { findSecrets, shipLogs } from '../shipped-logs.ts'
import { setup as startSingleVps } from './single-vps.ts'

/** The passwords of the suite, except those that are words of a log as well. */
const passwords = ['a password for tests alone', 'a long enough password', 'another long enough password']

/**
 * The first architecture, with its logs shipped to a store. After the suite, the run fails if the store has a secret, a name or
 * an email [S84].
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stop = await startSingleVps(project)
  const { logs, commandEnv } = project.getProvidedContext().target
  if (!logs || !logStoreProgram) return stop
  const pipeline = await shipLogs(logs)
  return async () => {
    const found = await findSecrets(pipeline, commandEnv?.['MIGRATION_DATABASE_URL'] ?? '', passwords)
    await pipeline.stop()
    await stop()
    if (found.length > 0) throw new Error(`in the log store: ${[...new Set(found)].join(', ')}`)
  }
}
