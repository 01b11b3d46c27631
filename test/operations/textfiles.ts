import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeMetrics } from '../../infra/backup/backup-metrics.ts'
import type { Backup } from '../../infra/backup/repository.ts'
import { createAuthority, issueCertificate } from '../../infra/secrets/certificate.ts'

const hour = 3_600_000
const day = 24 * hour

/** What differs from a database with a fresh backup. */
type BackupChanges = { lastBackupAgeMs?: number; walWaitsForMs?: number; segments?: readonly string[] }

export type Textfiles = Awaited<ReturnType<typeof createTextfiles>>

/** A folder for node_exporter with the metrics of fresh backups, and of a certificate that lasts. */
export async function createTextfiles() {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-textfiles-'))
  const authority = await createAuthority('Palisade, a test')

  async function writeBackups({ lastBackupAgeMs = hour, walWaitsForMs, segments = [] }: BackupChanges = {}) {
    const readAt = Date.now()
    await writeMetrics(join(folder, 'backup.prom'), {
      readAt,
      repository: {
        isEncrypted: true,
        backups: [fullBackup(readAt - lastBackupAgeMs)],
        archive: segments.map(name => ({ name, archivedAt: readAt })),
      },
      archiving: {
        isOn: true,
        segmentBytes: 16 * 1_024 * 1_024,
        waiting: walWaitsForMs === undefined ? null : '0000000100000000000000FF',
        waitingSince: walWaitsForMs === undefined ? null : readAt - walWaitsForMs,
      },
    })
  }

  /** Runs the command on a certificate with so many days left. It fails when they are few. */
  async function writeCertificate(daysLeft: number) {
    const file = join(folder, 'edge.pem')
    const issuedAt = Date.now() - (396 - daysLeft) * day
    const { certificatePem } = await issueCertificate(authority, { hosts: ['localhost'] }, issuedAt)
    await writeFile(file, certificatePem)
    const command = ['infra/secrets/certificates-command.ts', '--metrics', join(folder, 'certificates.prom'), file]
    return promisify(execFile)(process.execPath, command)
  }

  await writeBackups()
  await writeCertificate(100)
  return { folder, writeBackups, writeCertificate, remove: () => rm(folder, { recursive: true }) }
}

function fullBackup(takenAt: number): Backup {
  return { label: 'a', type: 'full', takenAt, bytes: 1, restoredBytes: 1, firstSegment: '000000010000000000000001' }
}
