import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type ServerProcess, startServer } from '../native/index.ts'

type Options = { databaseUrl: string; redisUrl: string }

export type NativeWorker = Pick<ServerProcess, 'pid'> & {
  logFile: string
  metricsUrl: string
  stop: () => Promise<void>
}

/** Starts a worker for background jobs, which measures itself: it is ready when its metrics can be read. */
export async function startWorker({ databaseUrl, redisUrl }: Options): Promise<NativeWorker> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-worker-'))
  const logFile = join(folder, 'worker.log')
  const port = await freePort()
  const { pid, stop } = await startServer({
    command: process.execPath,
    args: ['apps/worker/src/main.ts'],
    port,
    logFile,
    env: {
      ...process.env,
      PALISADE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      METRICS_PORT: String(port),
    },
  })
  return {
    pid,
    logFile,
    metricsUrl: `http://127.0.0.1:${port}/metrics`,
    stop: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
