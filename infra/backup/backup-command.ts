import { readSubcommand, refuseCommandLine } from '@palisade/service/command-line'
import { readConfigOrExit } from '@palisade/service/settings'
import { BackupError } from './backup-error.ts'
import { writeMetrics } from './backup-metrics.ts'
import { readConfig } from './config.ts'
import { runDrill } from './drill.ts'
import { findFaults } from './faults.ts'
import { openRepository } from './repository.ts'
import { readState } from './state.ts'
import { printState } from './status.ts'
import { takeBackup } from './take-backup.ts'

const { command, values } = readSubcommand({
  program: 'npm run backup',
  commands: {
    status: { words: '[--metrics FILE]', what: 'shows the backups, and fails when data could not be brought back' },
    now: { words: '[--metrics FILE]', what: 'takes a backup, and removes those that have expired' },
    drill: { words: '[--to TIME] [--keep]', what: 'restores beside the running database, and compares the rows' },
  },
  help: `MIGRATION_DATABASE_URL names the running database, on this machine. pgBackRest reads its own files in /etc/pgbackrest.
--metrics writes the ages of backups and archive for node_exporter. A drill restores to the present moment, or --to a TIME such
as 2026-11-27T22:15:00Z, in TMPDIR. With --keep it leaves the restored database running, on loopback.`,
  options: { metrics: { type: 'string' }, to: { type: 'string' }, keep: { type: 'boolean' } },
})
const to = values.to === undefined ? undefined : readTime(values.to)
const config = readConfigOrExit(readConfig)

try {
  if (command === 'drill') await runDrill(config, { to, keep: values.keep })
  else await reportState(command)
} catch (error) {
  if (!(error instanceof BackupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function reportState(command: 'status' | 'now'): Promise<void> {
  if (command === 'now') await takeBackup(openRepository(config.environment))
  const state = await readState(config)
  if (values.metrics !== undefined) await writeMetrics(values.metrics, state)
  printState(state)
  for (const fault of findFaults(state)) {
    console.error(fault)
    process.exitCode = 1
  }
}

function readTime(text: string): Date {
  const time = new Date(text)
  if (/T.*(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(time.getTime())) return time
  return refuseCommandLine(`not a time with its zone, such as 2026-11-27T22:15:00Z: ${text}`, 'npm run backup -- drill')
}
