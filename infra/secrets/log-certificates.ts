import { readdirSync } from 'node:fs'
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

/**
 * The shipper of each WAF and the nodes of the API show each other certificates of an authority that signs nothing else: no
 * other service can report a block.
 */
export async function certifyWafShippers(volumes: Volumes): Promise<void> {
  if (!volumes.has('shippers')) return
  const authority = await keepAuthority(volumes, 'shipper-authority/authority', 'Palisade, shippers of WAFs')
  await keepIssued(volumes, 'api/waf-log', authority, { hosts: ['api'] })
  volumes.write('api/waf-log-authority.pem', authority.certificatePem)
  for (const waf of readdirSync(volumes.pathOf('shippers'))) {
    await keepIssued(volumes, `shippers/${waf}/certificate`, authority, { client: waf })
    volumes.write(`shippers/${waf}/authority.pem`, authority.certificatePem)
  }
}
