import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMailbox } from '../../../infra/local/mailbox/mailbox.ts'
import { freePort, startServer } from '../native/index.ts'

type Options = {
  databaseUrl: string
  redisUrl: string
  redisCa?: string
  dnsServer?: string
  publicOrigin: string
  tracesUrl?: string | undefined
}

export type NativeWorker = {
  logFile: string
  metricsUrl: string
  /** Where the mails that it sends are read. */
  mailboxUrl: string
  /** Ends the process and keeps its log. */
  end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<unknown>
  stop: () => Promise<void>
}

/** Starts a worker for background jobs, which measures itself: it is ready when its metrics can be read. */
export async function startWorker(options: Options): Promise<NativeWorker> {
  const { databaseUrl, redisUrl, redisCa, dnsServer, publicOrigin, tracesUrl } = options
  const mailbox = await startMailbox({ host: '127.0.0.1', port: 0 })
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
      PUBLIC_ORIGIN: publicOrigin,
      SMTP_URL: mailbox.smtpUrl,
      ...(redisCa && { REDIS_CA: redisCa }),
      METRICS_PORT: String(port),
      ...(tracesUrl && { TRACES_URL: tracesUrl }),
      ...(dnsServer && { DNS_SERVERS: dnsServer }),
    },
  })
  return {
    logFile,
    mailboxUrl: mailbox.url,
    metricsUrl: `http://127.0.0.1:${port}/metrics`,
    end: signal => server.kill(signal),
    stop: async () => {
      await server.stop()
      await mailbox.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
