import { randomUUID } from 'node:crypto'
import { BackupError } from './backup-error.ts'
import type { BackupConfig } from './config.ts'
import { markMoment } from './moment.ts'
import { restoreBeside } from './restore-beside.ts'
import { compareRows, countRows } from './row-counts.ts'
import { connect } from './running-database.ts'
import { showStep } from './show-step.ts'

type Options = {
  /** Default: the present moment. */
  readonly to?: Date | undefined
  /** Leaves the copy running. */
  readonly keep?: boolean | undefined
}

/**
 * Restores the database beside the running one, prints how long each step took, and compares the rows of both.
 * @throws BackupError when a step fails, or when the rows of the same moment differ
 */
export async function runDrill(config: BackupConfig, { to, keep }: Options): Promise<void> {
  const name = `drill-${randomUUID()}`
  const running = await showStep('counting the running rows', () => markMoment(config.databaseUrl, name))
  const copy = await restoreBeside(config, to ? { time: to } : { name }, abortOnSignals())
  let isKept = false
  try {
    const restored = await showStep('counting the restored rows', () => countIn(copy.url))
    const tables = compareRows(running, restored)
    console.table(tables.filter(table => table.running > 0 || table.restored > 0))
    const isSame = tables.every(({ different }) => different === 0)
    if (to === undefined && !isSame) throw new BackupError('the restored rows are not those of the running database')
    isKept = keep ?? false
    if (isKept) console.log(`The copy listens on 127.0.0.1:${copy.port}. To remove it:\n  ${copy.removal}`)
  } finally {
    if (!isKept) await copy.remove()
  }
}

/** What was made has to be removed, so a signal does not end the process at once. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController()
  const abort = () => controller.abort(new BackupError('interrupted'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, abort)
  return controller.signal
}

async function countIn(url: string) {
  const client = await connect(url)
  try {
    return await countRows(client)
  } finally {
    await client.end()
  }
}
