import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Monitoring, startMonitoring, startNodeExporter } from '../support/native/index.ts'
import { createTextfiles, type Textfiles } from './textfiles.ts'
import { waitForAlert } from './wait-for-alert.ts'

const hour = 3_600_000

let textfiles: Textfiles
let monitoring: Monitoring
const undo: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  textfiles = await createTextfiles()
  undo.push(textfiles.remove)
  const exporter = await startNodeExporter(textfiles.folder)
  undo.push(exporter.stop)
  monitoring = await startMonitoring({ host: [exporter.address] })
  undo.push(monitoring.stop)
})

afterAll(async () => {
  for (const step of undo.reverse()) await step()
})

test('[O1] [O3] fresh backups and certificates fire no alert', async () => {
  const read = () => monitoring.query('palisade_certificate_expires_timestamp_seconds')
  await expect.poll(read, { timeout: 60_000 }).toHaveLength(1)
  await expect.poll(monitoring.heartbeats, { timeout: 60_000 }).toBeGreaterThan(0)
  const fired = monitoring.received().map(({ labels }) => labels['alertname'] ?? '')
  expect(fired.filter(name => /^(?:Backup|Wal|Certificate)/.test(name))).toEqual([])
})

describe('[O1] an alert fires when', () => {
  test('[O3] no backup was taken since yesterday', async () => {
    await textfiles.writeBackups({ lastBackupAgeMs: 27 * hour })
    await waitForAlert(monitoring, 'BackupTooOld', { type: 'any' })
  })

  test('[O3] WAL waits for the archive', async () => {
    await textfiles.writeBackups({ walWaitsForMs: hour })
    await waitForAlert(monitoring, 'WalArchiveStuck')
  })

  test('[O3] the archive lacks a segment', async () => {
    await textfiles.writeBackups({ segments: ['000000010000000000000001', '000000010000000000000003'] })
    await waitForAlert(monitoring, 'WalMissing')
  })

  test('[S93] a certificate expires in less than three weeks, and the command fails', async () => {
    await expect(textfiles.writeCertificate(20)).rejects.toMatchObject({ code: 1 })
    await waitForAlert(monitoring, 'CertificateExpiresSoon')
  })
})
