import { type GaugeValues, writeTextfile } from '@palisade/service/metrics-textfile'
import { BackupError } from './backup-error.ts'
import { type BackupState, lastArchivedAt, missingSegments } from './state.ts'

/** Writes the metrics of the backups for node_exporter. What cannot be read is left out; 0 says that there is no such backup. */
export function writeMetrics(file: string, state: BackupState): Promise<void> {
  return writeTextfile(file, [...repositoryGauges(state), ...archivingGauges(state)])
}

function repositoryGauges({ repository }: BackupState): GaugeValues[] {
  if (repository instanceof BackupError) return []
  const last = repository.backups.at(-1)
  const lastFull = repository.backups.findLast(({ type }) => type === 'full')
  return [
    {
      name: 'palisade_backup_timestamp_seconds',
      help: 'When the last backup of the database ended; 0: never',
      values: [
        { labels: { type: 'any' }, value: (last?.takenAt ?? 0) / 1_000 },
        { labels: { type: 'full' }, value: (lastFull?.takenAt ?? 0) / 1_000 },
      ],
    },
    {
      name: 'palisade_wal_archived_timestamp_seconds',
      help: 'When the last WAL segment was archived; 0: never',
      values: [{ value: lastArchivedAt(repository) / 1_000 }],
    },
  ]
}

function archivingGauges(state: BackupState): GaugeValues[] {
  const { archiving, readAt } = state
  if (archiving instanceof BackupError) return []
  return [
    {
      name: 'palisade_wal_complete_timestamp_seconds',
      help: 'All WAL that was finished before is archived; 0: PostgreSQL archives nothing',
      values: [{ value: archiving.isOn ? (archiving.waitingSince ?? readAt) / 1_000 : 0 }],
    },
    {
      name: 'palisade_wal_missing_segments',
      help: 'WAL segments that the archive lacks',
      values: [{ value: missingSegments(state) }],
    },
  ]
}
