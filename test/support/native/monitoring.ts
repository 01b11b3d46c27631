import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, startServer } from './server-process.ts'

const observability = fileURLToPath(new URL('../../../infra/observability', import.meta.url))

/** Addresses (host:port) by the job of Prometheus that scrapes them. */
export type MetricsTargets = { readonly [job: string]: readonly string[] }

export type Monitoring = {
  /** Prometheus. */
  readonly url: string
  /** Every alert that Alertmanager has sent to the receiver. */
  readonly received: () => ReceivedAlert[]
  /** The number of heartbeats that the receiver got. */
  readonly heartbeats: () => number
  /** The values of an expression, by their labels. */
  readonly query: (expression: string) => Promise<{ labels: Record<string, string>; value: number }[]>
  /** The names of all metrics that the targets expose, with or without a series. */
  readonly metricNames: () => Promise<string[]>
  readonly stop: () => Promise<void>
}

export type ReceivedAlert = {
  status: 'firing' | 'resolved'
  labels: Record<string, string>
  annotations: Record<string, string>
}

/**
 * Starts Prometheus, Alertmanager and mtail with the files of infra/observability, and a receiver for the alerts. It changes only the
 * timing: Prometheus scrapes every second, and alerts fire without their `for`, which `promtool` tests.
 * @param accessLog of the edge; without it, mtail is not started
 */
export async function startMonitoring(targets: MetricsTargets, accessLog?: string): Promise<Monitoring> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-monitoring-'))
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const receiver = await startReceiver()
    undo.push(receiver.stop)
    const alertmanager = await startAlertmanager(folder, receiver.url)
    undo.push(alertmanager.stop)
    const edge = accessLog === undefined ? undefined : await startMtail(folder, accessLog)
    if (edge) undo.push(edge.stop)
    const addresses = { ...targets, ...(edge && { edge: [edge.address] }), alertmanager: [alertmanager.address] }
    const prometheus = await startPrometheus(folder, addresses)
    undo.push(prometheus.stop)
    const { url } = prometheus
    const { received, heartbeats } = receiver
    return { url, received, heartbeats, query: text => query(url, text), metricNames: () => metricNames(url), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Counts the lines of an edge's access log. It starts at the end of the file. */
async function startMtail(folder: string, accessLog: string) {
  const port = await freePort()
  const server = await startServer({
    command: 'mtail',
    args: [
      `--progs=${join(observability, 'edge')}`,
      `--logs=${accessLog}`,
      '--address=127.0.0.1',
      `--port=${port}`,
      '--logtostderr',
      '--poll_interval=250ms',
    ],
    port,
    logFile: join(folder, 'mtail.log'),
  })
  return { address: `127.0.0.1:${port}`, stop: server.stop }
}

async function startReceiver() {
  const alerts: ReceivedAlert[] = []
  let heartbeats = 0
  const server = createServer(async (request, response) => {
    const { alerts: sent } = JSON.parse((await request.toArray()).join('')) as { alerts: ReceivedAlert[] }
    if (request.url === '/') alerts.push(...sent)
    else heartbeats++
    response.end()
  })
  const port = await freePort()
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}/`,
    received: () => alerts,
    heartbeats: () => heartbeats,
    stop: () => new Promise(resolve => server.close(resolve)),
  }
}

async function startAlertmanager(folder: string, receiverUrl: string) {
  const port = await freePort()
  const file = join(folder, 'alertmanager.yaml')
  const text = await readFile(join(observability, 'alertmanager.yaml'), 'utf8')
  await writeFile(
    file,
    text
      .replaceAll('http://receiver:9099/', receiverUrl)
      .replace(/group_wait: .*/, 'group_wait: 0s')
      .replace(/group_interval: .*/g, 'group_interval: 1s'),
  )
  const address = `127.0.0.1:${port}`
  const server = await startServer({
    command: 'prometheus-alertmanager',
    args: [
      `--config.file=${file}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
    ],
    port,
    logFile: join(folder, 'alertmanager.log'),
  })
  return { address, stop: server.stop }
}

async function startPrometheus(folder: string, targets: MetricsTargets) {
  const port = await freePort()
  const configuration = join(folder, 'prometheus')
  await cp(join(observability, 'alerts'), join(configuration, 'alerts'), { recursive: true })
  for (const name of await readdir(join(configuration, 'alerts'))) {
    const file = join(configuration, 'alerts', name)
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^( +for:) .*$/gm, '$1 0s'))
  }
  const text = await readFile(join(observability, 'prometheus.yaml'), 'utf8')
  await writeFile(
    join(configuration, 'prometheus.yaml'),
    text.replace(/(scrape|evaluation)_interval: .*/g, '$1_interval: 1s'),
  )
  await mkdir(join(configuration, 'targets'))
  for (const [job, addresses] of Object.entries(targets)) {
    await writeFile(join(configuration, 'targets', `${job}.yaml`), JSON.stringify([{ targets: addresses }]))
  }
  const server = await startServer({
    command: 'prometheus',
    args: [
      `--config.file=${join(configuration, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      // Prometheus drops alerts that it sends before it has discovered Alertmanager.
      '--rules.alert.resend-delay=1s',
    ],
    port,
    isReady: async () => (await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined))?.ok === true,
    logFile: join(folder, 'prometheus.log'),
  })
  return { url: `http://127.0.0.1:${port}`, stop: server.stop }
}

async function metricNames(url: string): Promise<string[]> {
  const { data } = (await (await fetch(`${url}/api/v1/metadata`)).json()) as { data: object }
  return Object.keys(data)
}

type Answer = { data: { result: { metric: Record<string, string>; value: [number, string] }[] } }

async function query(url: string, expression: string) {
  const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expression })}`)
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${await response.text()}`)
  const { data } = (await response.json()) as Answer
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
}
