import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installedPath } from './installed-path.ts'
import { freePort, startServer } from './server-process.ts'

/** VictoriaLogs, which Debian does not have: on the PATH, or built as infra/observability/logs/README.md says. */
export const logStoreProgram = [installedPath('bin/victoria-logs'), join(tmpdir(), 'palisade-bin/victoria-logs')].find(
  path => path !== undefined && existsSync(path),
)

export type LogStoreEntry = {
  readonly _msg: string
  readonly _time: string
  readonly host: string
  readonly log: string
}

export type NativeLogStore = {
  readonly url: string
  /** The entries that match a query in LogsQL. */
  readonly query: (query: string) => Promise<LogStoreEntry[]>
  /** Ends it as a shutdown does. */
  readonly end: () => Promise<void>
  /** Starts it again on the same port, with its data. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * Starts an empty VictoriaLogs on a free port of loopback, with its data in a folder that stop() removes.
 * @param flags such as `-retentionPeriod=30d`, which is seven days without it
 */
export async function startLogStore(flags: readonly string[] = []): Promise<NativeLogStore> {
  if (!logStoreProgram) throw new Error('victoria-logs is not installed')
  const command = logStoreProgram
  const folder = await mkdtemp(join(tmpdir(), 'palisade-log-store-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const args = [`-storageDataPath=${join(folder, 'data')}`, `-httpListenAddr=127.0.0.1:${port}`, ...flags]
  const start = () => startServer({ command, args, port, logFile: join(folder, 'store.log') })
  let server = await start()
  return {
    url,
    query: text => query(url, text),
    end: () => server.stop(),
    start: async () => {
      server = await start()
    },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function query(url: string, text: string): Promise<LogStoreEntry[]> {
  const response = await fetch(`${url}/select/logsql/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: text }),
  })
  const body = await response.text()
  if (!response.ok) throw new Error(`the log store answered ${response.status}: ${body}`)
  return body
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as LogStoreEntry)
}
