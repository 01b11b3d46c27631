import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startServer } from '../native/index.ts'

type Options = { databaseUrl: string; redisUrl: string; redisCa?: string; dnsServer?: string }

export type NativeWorker = {
  logFile: string
  metricsUrl: string
  /** Ends the process and keeps its log. */
  end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<unknown>
  stop: () => Promise<void>
}

/** Starts a worker for background jobs, which measures itself: it is ready when its metrics can be read. */
export async function startWorker({ databaseUrl, redisUrl, redisCa, dnsServer }: Options): Promise<NativeWorker> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-worker-'))
  const logFile = join(folder, 'worker.log')
  const port = await freePort()
  const server = await startServer({
    command: process.execPath,
    args: ['apps/worker/src/main.ts'],
    port,
    logFile,
    env: {
      ...process.env,
      PALISADE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      ...(redisCa && { REDIS_CA: redisCa }),
      METRICS_PORT: String(port),
      ...(dnsServer && { DNS_SERVERS: dnsServer }),
    },
  })
  return {
    logFile,
    metricsUrl: `http://127.0.0.1:${port}/metrics`,
    end: signal => server.kill(signal),
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
