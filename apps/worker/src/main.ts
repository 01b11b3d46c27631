import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createWorkerDatabase } from '@palisade/db'
import {
  connectRedis,
  createChanges,
  createLogger,
  createMeasured,
  readConfigOrExit,
  serveMetrics,
  startTracing,
} from '@palisade/service'
import { PgBoss } from 'pg-boss'
import { readConfig } from './config.ts'
import { createMetrics } from './job-metrics.ts'
import { announceDeletion } from './jobs/announce-deletion.ts'
import { computeReport, failReport } from './jobs/compute-report.ts'
import { queueDueOrigins } from './jobs/due-origins.ts'
import { eraseTenants } from './jobs/erase-tenants.ts'
import { exportTenant, failExport } from './jobs/export-tenant.ts'
import { failImport, importOrders } from './jobs/import-orders.ts'
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
const measured = config.metrics && createMeasured(['queue.error', 'queue.warning', 'job.failed'])
const logger = createLogger({
  service: 'worker',
  level: config.logLevel,
  hashKey: randomBytes(32),
  onEvent: measured?.countEvent,
})
const tracing =
  config.traces && (await startTracing({ ...config.traces, service: 'worker', registry: measured?.registry }))
const redis = config.redis && connectRedis(config.redis, logger)
const changes = createChanges({ redis, logger })
const db = createWorkerDatabase(config.databaseUrl, {
  // Nodes read the change from the database within a second; through Redis they learn of it at once.
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
const metrics = measured && createMetrics(measured.registry, boss, logger)

await boss.start()
await startJobs(
  { boss, logger, metrics },
  {
    'reports.compute': job => computeReport(db, job),
    'reports.fail': job => failReport(db, job),
    'orders.import': job => importOrders(db, job),
    'orders.import-fail': job => failImport(db, job),
    'origins.verify': job => verifyOrigin({ db, logger, lookUp }, job),
    'invitations.send': job => sendInvitation({ db, mailer, publicOrigin: config.publicOrigin }, job),
    'mail.send': job => sendMail({ db, mailer, publicOrigin: config.publicOrigin }, job),
    'tenants.export': job => exportTenant(db, job),
    'tenants.export-fail': job => failExport(db, job),
    'tenants.announce-deletion': job => announceDeletion({ db, mailer, publicOrigin: config.publicOrigin }, job),
    'housekeeping.erasure': () => eraseTenants(db.erasure),
    'housekeeping.origins': () => queueDueOrigins(db, boss),
    'housekeeping.retention': async () => ({ removed: await removeExpired(db) }),
  },
)
const metricsServer = measured && config.metrics && (await serveMetrics(measured, config.metrics))
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
  // A collector that is away loses the last seconds, and does not hold up the end.
  await Promise.race([tracing?.close(), sleep(2_000)])
  await Promise.allSettled([changes.close(), db.close(), redis?.quit()])
  logger.info({ event: 'stopped' }, 'stopped')
  process.exit(0)
}
