import { longestWaitMs, oldestBackupMs, oldestFullMs, oldestKeptMs } from './age-limits.ts'
import { BackupError } from './backup-error.ts'
import { describeAge } from './describe.ts'
import type { Backup } from './repository.ts'
import { type BackupState, missingSegments } from './state.ts'

/** Why the data could not be brought back completely, each reason in one line. */
export function findFaults(state: BackupState): string[] {
  const { repository, archiving } = state
  return [
    ...(repository instanceof BackupError ? [repository.message] : faultsOfBackups(repository.backups, state.readAt)),
    ...(repository instanceof BackupError || repository.isEncrypted ? [] : ['the repository is not encrypted']),
    ...(archiving instanceof BackupError ? [archiving.message] : faultsOfArchiving(state)),
  ]
}

function faultsOfBackups(backups: readonly Backup[], now: number): string[] {
  const last = backups.at(-1)
  const lastFull = backups.findLast(({ type }) => type === 'full')
  if (last === undefined || lastFull === undefined) return ['there is no backup']
  const faults: string[] = []
  const ageOf = ({ takenAt }: Backup) => now - takenAt
  if (ageOf(last) > oldestBackupMs) faults.push(`the last backup is ${describeAge(ageOf(last))} old`)
  if (ageOf(lastFull) > oldestFullMs) faults.push(`the last full backup is ${describeAge(ageOf(lastFull))} old`)
  const expired = backups.filter(backup => ageOf(backup) > oldestKeptMs)
  if (expired.length > 0) faults.push(`${expired.length} backups are older than ${describeAge(oldestKeptMs)}`)
  return faults
}

function faultsOfArchiving(state: BackupState): string[] {
  const { archiving, readAt } = state
  if (archiving instanceof BackupError) return []
  if (!archiving.isOn) return ['PostgreSQL archives no WAL: archive_mode is off']
  const faults: string[] = []
  const waitedMs = archiving.waitingSince === null ? 0 : readAt - archiving.waitingSince
  if (waitedMs > longestWaitMs) faults.push(`WAL has waited for the archive for ${describeAge(waitedMs)}`)
  const missing = missingSegments(state)
  if (missing > 0) faults.push(`the archive lacks ${missing} WAL segments: take a full backup now`)
  return faults
}
