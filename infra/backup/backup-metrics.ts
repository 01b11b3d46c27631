import { rename, writeFile } from 'node:fs/promises'
import { Gauge, Registry } from 'prom-client'
import { BackupError } from './backup-error.ts'
import { type BackupState, lastArchivedAt, missingSegments } from './state.ts'

/**
 * Writes the metrics of the backups for the textfile collector of node_exporter. They are times, not ages: an age would stand
 * still, and no alert fire, when the timer that runs this no longer does. What cannot be read is left out, except that 0 says
 * that there is no such backup.
 */
export async function writeMetrics(file: string, state: BackupState): Promise<void> {
  const text = await describeState(state)
  // The collector must not read half a file.
  await writeFile(`${file}.new`, text, { mode: 0o644 })
  await rename(`${file}.new`, file)
}

function describeState(state: BackupState): Promise<string> {
  const registry = new Registry()
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `palisade_${name}`, help, labelNames, registers: [registry] })
  const { repository, archiving, readAt } = state
  const taken = gauge('backup_timestamp_seconds', 'When the last backup of the database ended; 0: never', ['type'])
  const archived = gauge('wal_archived_timestamp_seconds', 'When the last WAL segment was archived; 0: never')
  if (!(repository instanceof BackupError)) {
    const fulls = repository.backups.filter(({ type }) => type === 'full')
    taken.set({ type: 'full' }, (fulls.at(-1)?.takenAt ?? 0) / 1_000)
    taken.set({ type: 'any' }, (repository.backups.at(-1)?.takenAt ?? 0) / 1_000)
    archived.set(lastArchivedAt(repository) / 1_000)
  }
  const upTo = gauge('wal_complete_timestamp_seconds', 'No older WAL waits for the archive; 0: nothing is archived')
  const missing = gauge('wal_missing_segments', 'WAL segments that the archive lacks')
  if (!(archiving instanceof BackupError)) {
    upTo.set(archiving.isOn ? (archiving.waitingSince ?? readAt) / 1_000 : 0)
    missing.set(missingSegments(state))
  }
  return registry.metrics()
}
