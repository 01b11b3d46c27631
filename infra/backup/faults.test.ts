import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tenantDeletion } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { fullEveryMs, longestWaitMs, oldestBackupMs, oldestFullMs } from './age-limits.ts'
import { countMissing } from './archive-gap.ts'
import { BackupError } from './backup-error.ts'
import { findFaults } from './faults.ts'
import type { Backup } from './repository.ts'
import type { BackupState } from './state.ts'

const hour = 3_600_000
const day = 24 * hour
const now = Date.parse('2026-11-27T12:00:00Z')
const segmentBytes = 16 * 1_024 * 1_024

const backup = (type: Backup['type'], ageMs: number): Backup => ({
  label: type,
  type,
  takenAt: now - ageMs,
  bytes: 1,
  restoredBytes: 1,
  firstSegment: '000000010000000000000002',
})

const archive = (...names: string[]) => names.map(name => ({ name, archivedAt: now }))

const good = {
  readAt: now,
  repository: {
    isEncrypted: true,
    backups: [backup('full', 2 * day), backup('diff', hour)],
    archive: archive('000000010000000000000002-c416.zst', '000000010000000000000003-33de.zst'),
  },
  archiving: { isOn: true, segmentBytes, waiting: null, waitingSince: null },
} as const satisfies BackupState

const withBackups = (...backups: Backup[]) => ({ ...good, repository: { ...good.repository, backups } })
const withArchiving = (changed: object) => ({ ...good, archiving: { ...good.archiving, ...changed } })

describe('[O3] the status of the backups', () => {
  test('names no fault when all is well', () => {
    expect(findFaults(good)).toEqual([])
  })

  test.each<[BackupState, string]>([
    [withBackups(), 'there is no backup'],
    [withBackups(backup('full', 27 * hour)), 'the last backup is 27 hours old'],
    [withBackups(backup('full', 9 * day), backup('diff', hour)), 'the last full backup is 9 days old'],
    [withBackups(backup('full', 36 * day), backup('full', hour)), '1 backups are older than 35 days'],
    [{ ...good, repository: { ...good.repository, isEncrypted: false } }, 'the repository is not encrypted'],
    [{ ...good, repository: new BackupError('no answer') }, 'no answer'],
    [{ ...good, archiving: new BackupError('no answer') }, 'no answer'],
    [withArchiving({ isOn: false }), 'PostgreSQL archives no WAL: archive_mode is off'],
    [withArchiving({ waitingSince: now - hour / 2 }), 'WAL has waited for the archive for 30 minutes'],
    [
      { ...good, repository: { ...good.repository, archive: archive('000000010000000000000004-1.zst') } },
      'the archive lacks 2 WAL segments: take a full backup now',
    ],
  ])('names what is wrong: %#', (state, fault) => {
    expect(findFaults(state)).toEqual([fault])
  })
})

describe('[O3] a gap in the archive', () => {
  const count = (names: string[], waiting: string | null = null) =>
    countMissing(archive(...names), { first: '0000000100000000000000FE', waiting, segmentBytes })

  test('is found across the end of a log file, and where a new timeline continues', () => {
    expect(count(['0000000100000000000000FE', '0000000100000000000000FF', '000000010000000100000000'])).toBe(0)
    expect(count(['0000000100000000000000FE', '000000010000000100000000'])).toBe(1)
    expect(count(['0000000100000000000000FE', '0000000100000000000000FF.partial-1', '000000020000000100000000'])).toBe(
      0,
    )
  })

  test('is no segment that still waits, and none from before the oldest backup', () => {
    expect(count(['0000000100000000000000FE', '000000010000000100000000'], '0000000100000000000000FF')).toBe(0)
    expect(
      count(['000000010000000000000001', '0000000100000000000000FE', '000000010000000000000002.00000028.backup']),
    ).toBe(0)
  })
})

test('[O3] backups expire as owners of an erased tenant have been promised', () => {
  const text = readFileSync(join(import.meta.dirname, 'pgbackrest.conf'), 'utf8')
  const keptDays = Number(/^repo1-retention-full=(\d+)$/m.exec(text)?.[1])
  // A full backup expires when the next one is that old, and the run that removes it is daily.
  expect(keptDays * day + fullEveryMs + day).toBe(tenantDeletion.backupsKeptMs)
})

test('[O3] the alerts fire at the ages that the status names', () => {
  const alerts = readFileSync(join(import.meta.dirname, '../observability/alerts/backups.yaml'), 'utf8')
  expect([oldestBackupMs, oldestFullMs, longestWaitMs]).toEqual([26 * hour, 8 * day, hour / 4])
  for (const limit of ['{type="any"}) > 26 * 3600', '{type="full"}) > 8 * 86400', 'seconds) > 15 * 60']) {
    expect(alerts).toContain(limit)
  }
})
