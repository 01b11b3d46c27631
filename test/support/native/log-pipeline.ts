import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Certificate, createAuthority, issueCertificate } from '../../../infra/secrets/certificate.ts'
import { type NativeRsyslog, startRsyslog } from './rsyslog.ts'
import { freePort } from './server-process.ts'
import { type NativeLogStore, startLogStore } from './victoria-logs.ts'

const logs = fileURLToPath(new URL('../../../infra/observability/logs', import.meta.url))

export type LogPipeline = {
  /** The root of the file system that the shipper reads, such as `/var/log/palisade/api.log` below it. */
  readonly root: string
  readonly shipper: NativeRsyslog
  readonly collector: NativeRsyslog
  readonly collectorPort: number
  /** The authority of shipper and collector. */
  readonly authority: Certificate
  /** The stores by what they keep. */
  readonly stores: { readonly requests: NativeLogStore; readonly security: NativeLogStore }
  /** Starts the shipper of another host, with this certificate. */
  readonly startShipper: (host: string, certificate: Certificate, queueSize?: string) => Promise<NativeRsyslog>
  readonly stop: () => Promise<void>
}

/**
 * Starts a shipper, a collector and the two stores, with the files of infra/observability/logs.
 * @param files the logs of running servers, by their path below `/var/log` of the shipper
 */
export async function startLogPipeline(files: Readonly<Record<string, string>> = {}): Promise<LogPipeline> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-log-pipeline-'))
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const step of undo.reverse()) await step()
  }
  const keep = <Server extends { stop: () => Promise<void> }>(server: Server): Server => {
    undo.push(server.stop)
    return server
  }
  try {
    const authority = await createAuthority('logs')
    const stores = { requests: keep(await startLogStore()), security: keep(await startLogStore()) }
    const collectorPort = await freePort()
    const collector = keep(await startCollector(folder, authority, collectorPort, stores))
    const startShipper: LogPipeline['startShipper'] = async (host, certificate, queueSize = '64m') => {
      const root = join(folder, host)
      const secrets = await writeSecrets(join(root, 'secrets'), authority, certificate)
      await mkdir(join(root, 'var/log/palisade'), { recursive: true })
      await mkdir(join(root, 'dev'), { recursive: true })
      const env = {
        LOG_HOST: host,
        LOG_SOURCES: join(logs, 'sources/*.conf'),
        LOG_ROOT: root,
        LOG_SOCKET: join(root, 'dev/log'),
        LOG_CONTAINERS: join(root, 'containers'),
        LOG_COLLECTOR: '127.0.0.1',
        LOG_COLLECTOR_PORT: String(collectorPort),
        LOG_SECRETS: secrets,
        LOG_QUEUE_SIZE: queueSize,
      }
      return keep(await startRsyslog({ configuration: join(logs, 'shipper.conf'), env }))
    }
    for (const [name, file] of Object.entries(files)) {
      const link = join(folder, 'host-1/var/log', name)
      await mkdir(dirname(link), { recursive: true })
      await symlink(file, link)
    }
    const shipper = await startShipper('host-1', await issueCertificate(authority, { client: 'log-shipper' }))
    return { root: join(folder, 'host-1'), shipper, collector, collectorPort, authority, stores, startShipper, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startCollector(folder: string, authority: Certificate, port: number, stores: LogPipeline['stores']) {
  const certificate = await issueCertificate(authority, { hosts: ['log-collector'] })
  const env = {
    LOG_ADDRESS: '127.0.0.1',
    LOG_PORT: String(port),
    LOG_SECRETS: await writeSecrets(join(folder, 'collector'), authority, certificate),
    LOG_STORE_REQUESTS: `${stores.requests.url}/insert/elasticsearch`,
    LOG_STORE_SECURITY: `${stores.security.url}/insert/elasticsearch`,
    LOG_QUEUE_SIZE: '64m',
  }
  return startRsyslog({ configuration: join(logs, 'collector.conf'), env, port })
}

async function writeSecrets(folder: string, authority: Certificate, own: Certificate): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'authority.pem'), authority.certificatePem)
  await writeFile(join(folder, 'certificate.pem'), own.certificatePem)
  await writeFile(join(folder, 'certificate.key'), own.privateKeyPem, { mode: 0o600 })
  return folder
}
