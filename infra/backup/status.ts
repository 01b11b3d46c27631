import { BackupError } from './backup-error.ts'
import { describeAge, describeSize } from './describe.ts'
import type { Backup } from './repository.ts'
import { type BackupState, lastArchivedAt } from './state.ts'

/** The backups of the repository as a table, and how far the archive is. */
export function printState({ repository, readAt }: BackupState): void {
  if (repository instanceof BackupError) return
  const row = ({ label, type, takenAt, bytes, restoredBytes }: Backup) => ({
    backup: label,
    type,
    age: describeAge(readAt - takenAt),
    'in the repository': describeSize(bytes),
    restored: describeSize(restoredBytes),
  })
  if (repository.backups.length > 0) console.table(repository.backups.map(row))
  if (repository.archive.length > 0) {
    console.log(`WAL was archived ${describeAge(readAt - lastArchivedAt(repository))} ago`)
  }
}
