import { keepAuthority, keepIssued } from './certificates.ts'
import type { Volumes } from './volumes.ts'

/** Shipper and collector of logs show each other certificates of an authority that signs nothing else. */
export async function certifyLogs(volumes: Volumes): Promise<void> {
  if (!volumes.has('log-authority')) return
  const authority = await keepAuthority(volumes, 'log-authority/authority', 'Palisade, logs')
  await keepIssued(volumes, 'log-shipper/certificate', authority, { client: 'log-shipper' })
  await keepIssued(volumes, 'log-collector/certificate', authority, { hosts: ['log-collector'] })
  for (const reader of ['log-shipper', 'log-collector'])
    volumes.write(`${reader}/authority.pem`, authority.certificatePem)
}
