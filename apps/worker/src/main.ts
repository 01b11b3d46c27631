import { randomBytes } from 'node:crypto'
import { createWorkerDatabase } from '@palisade/db'
import { connectRedis, createChanges, createLogger, readConfigOrExit, serveMetrics } from '@palisade/service'
import { PgBoss } from 'pg-boss'
import { readConfig } from './config.ts'
import { createMetrics } from './job-metrics.ts'
import { computeReport, failReport } from './jobs/compute-report.ts'
import { queueDueOrigins } from './jobs/due-origins.ts'
import { removeExpired } from './jobs/remove-expired.ts'
import { sendInvitation } from './jobs/send-invitation.ts'
import { sendMail } from './jobs/send-mail.ts'
import { startJobs } from './jobs/start-jobs.ts'
import { createTxtLookup } from './jobs/txt-lookup.ts'
import { verifyOrigin } from './jobs/verify-origin.ts'
import { createMailer } from './mail/transport.ts'

/** How long running jobs may take to finish when the process stops. */
const drainMs = 10_000

const config = readConfigOrExit(readConfig)
// This log has no subjects, so its key may be random: a job names its tenant and no user.
const logger = createLogger({ service: 'worker', level: config.logLevel, hashKey: randomBytes(32) })
const redis = config.redis && connectRedis(config.redis, logger)
const changes = createChanges({ redis, logger })
const db = createWorkerDatabase(config.databaseUrl, {
  // Nodes read the change from the database within a second; through Redis they hear of it at once.
  onAnnounced: async announced => {
    for (const { change } of announced) await changes.announce(change)
  },
})
const lookUp = createTxtLookup(config.dnsServers)
const mailer = createMailer(config.smtp)
const boss = new PgBoss({
  connectionString: config.databaseUrl,
  max: 5,
  migrate: false,
  superviseIntervalSeconds: 10,
  monitorIntervalSeconds: 10,
  // Both are the owner's: this login owns no index.
  reindex: false,
  monitorVacuum: false,
})
boss.on('error', err => logger.error({ event: 'queue.error', err }, 'queue error'))
boss.on('warning', warning => logger.warn({ event: 'queue.warning', ...warning }, 'queue warning'))
const metrics = config.metrics && createMetrics(boss)

await boss.start()
await startJobs(
  { boss, logger, metrics },
  {
    'reports.compute': job => computeReport(db, job),
    'reports.fail': job => failReport(db, job),
    'origins.verify': job => verifyOrigin({ db, logger, lookUp }, job),
    'invitations.send': job => sendInvitation({ db, mailer, publicOrigin: config.publicOrigin }, job),
    'mail.send': job => sendMail({ db, mailer, publicOrigin: config.publicOrigin }, job),
    'housekeeping.origins': () => queueDueOrigins(db, boss),
    'housekeeping.retention': async () => ({ removed: await removeExpired(db) }),
  },
)
const metricsServer = metrics && config.metrics && (await serveMetrics(metrics, config.metrics))
logger.info({ event: 'ready' }, 'ready')

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(signal))

let stopping = false

async function stop(signal: string): Promise<void> {
  if (stopping) return
  stopping = true
  logger.info({ event: 'stopping', signal }, 'stopping')
  // Unfinished jobs go back to the queue.
  await boss.stop({ timeout: drainMs })
  metricsServer?.close()
  mailer.close()
  await Promise.allSettled([changes.close(), db.close(), redis?.quit()])
  logger.info({ event: 'stopped' }, 'stopped')
  process.exit(0)
}
