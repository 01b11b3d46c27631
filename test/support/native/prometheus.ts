import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { webConfiguration } from '../../../infra/secrets/web-passwords.ts'
import { observability } from './observability.ts'
import { freePort, startServer } from './server-process.ts'

/** Addresses (host:port) by the job of Prometheus that scrapes them. */
export type MetricsTargets = { readonly [job: string]: readonly string[] }

type Start = {
  readonly folder: string
  readonly targets: MetricsTargets
  readonly alertmanager: string
  /** Prometheus asks for it, and gives it to Alertmanager. */
  readonly password: string
  /** Changes the text of a file with alerts. */
  readonly adjustAlerts: (text: string) => string
  /** Of scrapes and of evaluations. */
  readonly intervalSeconds: number
}

/** Starts Prometheus with the files of infra/observability, at other intervals. */
export async function startPrometheus(start: Start) {
  const port = await freePort()
  const configuration = join(start.folder, 'prometheus')
  await writeConfiguration(configuration, start)
  const headers = { authorization: `Basic ${Buffer.from(`palisade:${start.password}`).toString('base64')}` }
  const url = `http://127.0.0.1:${port}`
  const server = await startServer({
    command: 'prometheus',
    args: [
      `--config.file=${join(configuration, 'prometheus.yaml')}`,
      `--web.config.file=${join(configuration, 'web.yaml')}`,
      `--storage.tsdb.path=${join(start.folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      // Prometheus drops alerts that it sends before it has discovered Alertmanager.
      '--rules.alert.resend-delay=1s',
    ],
    port,
    isReady: async () => (await fetch(`${url}/-/ready`, { headers }).catch(() => undefined))?.ok === true,
    logFile: join(start.folder, 'prometheus.log'),
  })
  return { get: <Data>(path: string) => get<Data>(`${url}${path}`, headers), stop: server.stop }
}

async function writeConfiguration(folder: string, start: Start): Promise<void> {
  await cp(join(observability, 'alerts'), join(folder, 'alerts'), { recursive: true })
  for (const name of await readdir(join(folder, 'alerts'))) {
    const file = join(folder, 'alerts', name)
    await writeFile(file, start.adjustAlerts(await readFile(file, 'utf8')))
  }
  const text = await readFile(join(observability, 'prometheus.yaml'), 'utf8')
  await writeFile(
    join(folder, 'prometheus.yaml'),
    text
      .replace(/(scrape|evaluation)_interval: .*/g, `$1_interval: ${start.intervalSeconds}s`)
      .replace('/run/palisade', folder),
  )
  await writeFile(join(folder, 'alertmanager-password'), start.password)
  await writeFile(join(folder, 'web.yaml'), webConfiguration(start.password))
  await mkdir(join(folder, 'targets'))
  const groups = Object.entries(start.targets).map(([job, targets]) => ({ labels: { job }, targets }))
  await writeFile(join(folder, 'targets/metrics.yaml'), JSON.stringify(groups))
  await writeFile(join(folder, 'targets/alertmanager.yaml'), JSON.stringify([{ targets: [start.alertmanager] }]))
}

async function get<Data>(url: string, headers: Record<string, string>): Promise<Data> {
  const response = await fetch(url, { headers })
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${await response.text()}`)
  return ((await response.json()) as { data: Data }).data
}
