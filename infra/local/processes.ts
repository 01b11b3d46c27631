import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { dataFolder, readDataKey } from './data-folder.ts'
import { StartError } from './start-error.ts'

const startsWithinMs = 60_000

type Options = { port: number; databaseUrl: string; webRoot?: string; watch: boolean }

/** Starts the API with its log in the data folder, and waits until it can serve. */
export async function startApi({ port, databaseUrl, webRoot, watch }: Options): Promise<ChildProcess> {
  const api = startApp('api', watch, {
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    KEYS_FOLDER: join(dataFolder, 'keys'),
    DATA_KEY: readDataKey(),
    PUBLIC_ORIGIN: `http://localhost:${port}`,
    ALLOWED_ORIGINS: `http://127.0.0.1:${port}`,
    ...(webRoot && { WEB_ROOT: webRoot }),
  })
  if (await answers(api, `http://127.0.0.1:${port}/readyz`)) return api
  api.kill()
  const log = readFileSync(logOf('api'), 'utf8').split('\n').slice(-15).join('\n')
  throw new StartError(`the API did not start:\n${log}`)
}

/** Starts a worker for background jobs. What it announces, the API is told: there is no Redis between them. */
export function startWorker({ databaseUrl, watch }: Pick<Options, 'databaseUrl' | 'watch'>, api: ChildProcess) {
  const worker = startApp('worker', watch, { DATABASE_URL: databaseUrl })
  worker.on('message', change => api.connected && api.send(change))
  return worker
}

function startApp(name: 'api' | 'worker', watch: boolean, env: NodeJS.ProcessEnv): ChildProcess {
  const main = fileURLToPath(new URL(`../../apps/${name}/src/main.ts`, import.meta.url))
  const log = openSync(logOf(name), 'w')
  return spawn(process.execPath, [...(watch ? ['--watch'] : []), main], {
    // The channel closes when this process dies, however it dies, and the child then stops as well.
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...process.env, ...env },
  })
}

export function logOf(name: string): string {
  return join(dataFolder, `${name}.log`)
}

/** Waits until the server that `child` is answers at `url`; false when it stops or stays silent for a minute. */
export async function answers(child: ChildProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + startsWithinMs
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return true
    await sleep(100)
  }
  return false
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
