import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ReceivedAlert, startAlertmanager, startReceiver } from './alertmanager.ts'
import { observability } from './observability.ts'
import { type MetricsTargets, startPrometheus } from './prometheus.ts'
import { freePort, startServer } from './server-process.ts'

export type Monitoring = {
  /** The `data` of an answer of Prometheus' HTTP API. */
  readonly get: <Data>(path: string) => Promise<Data>
  /** Every alert that Alertmanager has sent to the receiver. */
  readonly received: () => ReceivedAlert[]
  /** The number of heartbeats that the receiver got. */
  readonly heartbeats: () => number
  /** The values of an expression, by their labels. */
  readonly query: (expression: string) => Promise<Sample[]>
  /** The names of all metrics that the targets expose, with or without a series. */
  readonly metricNames: () => Promise<string[]>
  readonly stop: () => Promise<void>
}

type Sample = { labels: Record<string, string>; value: number }

type Timing = {
  /** Changes the text of a file with alerts. Default: alerts fire without their `for`, which `promtool` tests. */
  readonly adjustAlerts?: (text: string) => string
  /** Of scrapes and of evaluations. Default: 1. */
  readonly intervalSeconds?: number
}

/** Lets alerts fire without their `for`. */
export const withoutWaiting = (text: string) => text.replace(/^( +for:) .*$/gm, '$1 0s')

/**
 * Starts Prometheus, Alertmanager and mtail with the files of infra/observability, and a receiver for the alerts. It changes only the
 * timing.
 * @param accessLog of the edge; without it, mtail is not started
 */
export async function startMonitoring(
  targets: MetricsTargets,
  accessLog?: string,
  { adjustAlerts = withoutWaiting, intervalSeconds = 1 }: Timing = {},
): Promise<Monitoring> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-monitoring-'))
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const password = randomBytes(16).toString('hex')
    const receiver = await startReceiver()
    undo.push(receiver.stop)
    const alertmanager = await startAlertmanager(folder, receiver.url, password)
    undo.push(alertmanager.stop)
    const edge = accessLog === undefined ? undefined : await startMtail(folder, accessLog)
    if (edge) undo.push(edge.stop)
    const prometheus = await startPrometheus({
      folder,
      targets: { ...targets, ...(edge && { edge: [edge.address] }) },
      alertmanager: alertmanager.address,
      password,
      adjustAlerts,
      intervalSeconds,
    })
    undo.push(prometheus.stop)
    const { received, heartbeats } = receiver
    const { get } = prometheus
    const metricNames = async () => Object.keys(await get<object>('/api/v1/metadata'))
    return { get, received, heartbeats, query: text => query(get, text), metricNames, stop }
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

type Result = { result: { metric: Record<string, string>; value: [number, string] }[] }

async function query(get: <Data>(path: string) => Promise<Data>, expression: string): Promise<Sample[]> {
  const { result } = await get<Result>(`/api/v1/query?${new URLSearchParams({ query: expression })}`)
  return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
}
