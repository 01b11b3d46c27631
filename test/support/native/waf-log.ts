import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Certificate, createAuthority, issueCertificate } from '../../../infra/secrets/certificate.ts'
import { type NativeRsyslog, startRsyslog } from './rsyslog.ts'

const configuration = fileURLToPath(new URL('../../../infra/observability/logs/waf-blocks', import.meta.url))

/** What the nodes of the API and the shippers of the WAFs show each other, as infra/secrets creates it. */
export type WafLogCertificates = {
  readonly authority: Certificate
  readonly node: Certificate
  readonly shipper: Certificate
}

export async function createWafLogCertificates(): Promise<WafLogCertificates> {
  const authority = await createAuthority('shippers')
  const node = await issueCertificate(authority, { hosts: ['api'] })
  return { authority, node, shipper: await issueCertificate(authority, { client: 'edge-waf' }) }
}

type ShipperOptions = {
  /** The audit log of one WAF. It may be missing at first. */
  readonly auditLog: string
  /** The ports on which the nodes take its blocks. */
  readonly nodePorts: readonly number[]
  readonly certificates: WafLogCertificates
}

/** Starts rsyslog, which sends the blocks in an audit log to the nodes of the API. */
export async function startWafShipper(options: ShipperOptions): Promise<NativeRsyslog> {
  const { auditLog, nodePorts, certificates } = options
  const folder = await mkdtemp(join(tmpdir(), 'palisade-waf-shipper-'))
  await writeFile(join(folder, 'authority.pem'), certificates.authority.certificatePem)
  await writeFile(join(folder, 'certificate.pem'), certificates.shipper.certificatePem)
  await writeFile(join(folder, 'certificate.key'), certificates.shipper.privateKeyPem, { mode: 0o600 })
  const env = { AUDIT_LOG: auditLog, SHIPPER_FOLDER: folder, NODES_FOLDER: join(folder, 'nodes') }
  const nodes = nodePorts.map(port => `127.0.0.1:${port}`)
  await promisify(execFile)('sh', [join(configuration, 'add-nodes.sh'), ...nodes], { env: { ...process.env, ...env } })
  const rsyslog = await startRsyslog({ configuration: join(configuration, 'rsyslog.conf'), env })
  return {
    ...rsyslog,
    stop: async () => {
      await rsyslog.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
