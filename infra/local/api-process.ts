import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { dataFolder, readDataKey } from './data-folder.ts'
import { StartError } from './start-error.ts'

const main = fileURLToPath(new URL('../../apps/api/src/main.ts', import.meta.url))
const startsWithinMs = 30_000

type Options = { port: number; databaseUrl: string; webRoot?: string; watch: boolean }

/** Starts the API with its log in the data folder, and waits until it can serve. */
export async function startApi({ port, databaseUrl, webRoot, watch }: Options): Promise<ChildProcess> {
  const logFile = join(dataFolder, 'api.log')
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [...(watch ? ['--watch'] : []), main], {
    // The channel closes when this process dies, however it dies, and the API then stops as well.
    stdio: ['ignore', log, log, 'ipc'],
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      KEYS_FOLDER: join(dataFolder, 'keys'),
      DATA_KEY: readDataKey(),
      PUBLIC_ORIGIN: `http://localhost:${port}`,
      ALLOWED_ORIGINS: `http://127.0.0.1:${port}`,
      ...(webRoot && { WEB_ROOT: webRoot }),
    },
  })
  if (await answers(child, `http://127.0.0.1:${port}/readyz`)) return child
  child.kill()
  throw new StartError(`the API did not start:\n${readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n')}`)
}

/** Waits until the server that `child` is answers at `url`; false when it stops or stays silent for 30 s. */
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
