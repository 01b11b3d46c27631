import { createDashboard, figure, graph } from './panels.ts'

/** What brings data back, and the certificates: commands write both for node_exporter. */
export const recovery = createDashboard('recovery', {
  title: 'backups and certificates',
  description: 'How old the backups are, whether the archive of WAL is complete, and when certificates expire.',
  panels: [
    figure({
      title: 'Missing WAL segments',
      description: 'Normal: 0. No backup can be restored to a time after a missing segment.',
      unit: 'short',
      queries: { missing: 'max(palisade_wal_missing_segments)' },
      alerts: ['WalMissing'],
    }),
    figure({
      title: 'Time until certificates expire',
      description: 'Normal: more than three weeks. ACME renews earlier.',
      unit: 's',
      queries: { '{{file}}': 'min by (file) (palisade_certificate_expires_timestamp_seconds) - time()' },
      alerts: ['CertificateExpiresSoon'],
    }),
    graph({
      title: 'Age of the last backup',
      description: 'Of any kind, and of a full one. Normal: below a day, and below a week.',
      unit: 's',
      queries: { '{{type}}': 'time() - max by (type) (palisade_backup_timestamp_seconds)' },
      alerts: ['BackupTooOld'],
    }),
    graph({
      title: 'WAL that the archive lacks',
      description: 'The last minutes that a lost database would take with it. Normal: below ten minutes.',
      unit: 's',
      queries: { age: 'time() - max(palisade_wal_complete_timestamp_seconds)' },
      alerts: ['WalArchiveStuck'],
    }),
  ],
})
