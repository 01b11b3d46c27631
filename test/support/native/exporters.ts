import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startServer } from './server-process.ts'

export type NativeExporter = { readonly address: string; readonly stop: () => Promise<void> }

/** Counts the connections of Nginx, which it reads from the page of `stub_status`. */
export function startNginxExporter(connectionsUrl: string): Promise<NativeExporter> {
  return start('nginx', address => ({ env: { SCRAPE_URI: connectionsUrl, LISTEN_ADDRESS: address } }))
}

/** @param url with the user and the password, as infra/observability gives them to the exporter in files */
export function startRedisExporter(url: string): Promise<NativeExporter> {
  const env = { REDIS_ADDR: url, REDIS_EXPORTER_CONFIG_COMMAND: '-', REDIS_EXPORTER_SET_CLIENT_NAME: 'false' }
  return start('redis', address => ({ env: { ...env, REDIS_EXPORTER_WEB_LISTEN_ADDRESS: address } }))
}

/** @param url with the login that may read the statistics */
export function startPostgresExporter(url: string): Promise<NativeExporter> {
  return start('postgres', address => ({
    args: [`--web.listen-address=${address}`],
    env: { DATA_SOURCE_NAME: `${url}?sslmode=disable` },
  }))
}

/**
 * Processors, memory and file systems of this machine. Its clock is not measured: a test machine may have no time server.
 * @param textfiles the folder in which commands write metrics
 */
export function startNodeExporter(textfiles?: string): Promise<NativeExporter> {
  const ofTextfiles = textfiles === undefined ? [] : ['textfile', `textfile.directory=${textfiles}`]
  const options = ['disable-defaults', 'cpu', 'filesystem', 'meminfo', ...ofTextfiles].map(
    name => `--collector.${name}`,
  )
  return start('node', address => ({ args: [`--web.listen-address=${address}`, ...options] }))
}

type Settings = { args?: readonly string[]; env?: NodeJS.ProcessEnv }

async function start(name: string, settingsFor: (address: string) => Settings): Promise<NativeExporter> {
  const folder = await mkdtemp(join(tmpdir(), `palisade-${name}-exporter-`))
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const { args = [], env } = settingsFor(address)
  const command = `prometheus-${name}-exporter`
  const logFile = join(folder, 'exporter.log')
  const server = await startServer({ command, args, port, logFile, env: { ...process.env, ...env } })
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { address, stop }
}

/** Starts the four exporters, each as a job of Prometheus. The last one also serves what is in the folder `textfiles`. */
export async function startExporters(urls: { nginx: string; postgres: string; redis: string }, textfiles?: string) {
  const exporters = {
    nginx: await startNginxExporter(urls.nginx),
    postgres: await startPostgresExporter(urls.postgres),
    redis: await startRedisExporter(urls.redis),
    host: await startNodeExporter(textfiles),
  }
  const targets = Object.fromEntries(Object.entries(exporters).map(([job, { address }]) => [job, [address]]))
  const stop = () => Promise.all(Object.values(exporters).map(exporter => exporter.stop()))
  return { targets, stop }
}
