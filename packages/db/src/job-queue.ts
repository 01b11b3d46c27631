import { readFile } from 'node:fs/promises'
import { type TraceCarrier, traceCarrier } from '@palisade/service'
import type pg from 'pg'
import { type Db, fromPrisma, PgBoss, type QueueOptions, type QueuePolicy } from 'pg-boss'

type QueueDefinition = QueueOptions & {
  policy?: QueuePolicy
  /** The queue for jobs whose last attempt has failed, even by a crash of the worker. */
  deadLetter?: string
  /** When a job queues itself, in UTC. */
  cron?: string
}

const day = 86_400

/** When the heartbeat of a worker stops, another worker starts the job again. */
const common = { heartbeatSeconds: 10, retryBackoff: true, deleteAfterSeconds: day } as const satisfies QueueDefinition

/** All queues. A queue that others name as their `deadLetter` comes before them. */
export const queues = {
  'reports.fail': { ...common, retryLimit: 10, retryDelay: 30 },
  'reports.compute': { ...common, retryLimit: 4, retryDelay: 5, expireInSeconds: 120, deadLetter: 'reports.fail' },
  'orders.import-fail': { ...common, retryLimit: 10, retryDelay: 30 },
  'orders.import': { ...common, retryLimit: 2, retryDelay: 5, expireInSeconds: 600, deadLetter: 'orders.import-fail' },
  'origins.verify': { ...common, policy: 'short', retryLimit: 4, retryDelay: 30, expireInSeconds: 60 },
  // A mail server may be away for hours: the delay doubles with each attempt.
  'mail.send': { ...common, retryLimit: 8, retryDelay: 15, expireInSeconds: 60 },
  'invitations.send': { ...common, retryLimit: 8, retryDelay: 15, expireInSeconds: 60 },
  'tenants.export-fail': { ...common, retryLimit: 10, retryDelay: 30 },
  'tenants.export': {
    ...common,
    retryLimit: 4,
    retryDelay: 5,
    expireInSeconds: 3_600,
    deadLetter: 'tenants.export-fail',
  },
  'tenants.announce-deletion': { ...common, retryLimit: 8, retryDelay: 15, expireInSeconds: 60 },
  'housekeeping.erasure': { ...common, cron: '*/5 * * * *', policy: 'exclusive', retryLimit: 2, retryDelay: 60 },
  'housekeeping.origins': { ...common, cron: '*/5 * * * *', policy: 'exclusive', retryLimit: 0 },
  'housekeeping.retention': { ...common, cron: '17 * * * *', policy: 'exclusive', retryLimit: 2, retryDelay: 60 },
} as const satisfies Record<string, QueueDefinition>

export type QueueName = keyof typeof queues

/** The queues whose jobs work on one object of one tenant. A tenant's transaction cannot queue other jobs. */
const tenantQueues = [
  'reports.compute',
  'orders.import',
  'origins.verify',
  'invitations.send',
  'tenants.announce-deletion',
  'tenants.export',
] as const satisfies QueueName[]

export type TenantQueueName = (typeof tenantQueues)[number]

export type TenantJob = TraceCarrier & { tenantId: string; id: string }

export type JobTiming = {
  /** How long the job waits before a worker takes it. */
  delayMs?: number
}

/** A job on an object that belongs to no tenant. */
export type PlatformJob = { id: string }

/** In a queue of policy `short`, only one job for each object waits at a time. The group names the tenant for the workers. */
export const sendOptionsOf = (job: TenantJob | PlatformJob) => ({
  singletonKey: job.id,
  ...('tenantId' in job && { group: { id: job.tenantId } }),
})

/** Options of an instance that only sends: it has no timers and maintains no tables. */
const sendOnly = { migrate: false, supervise: false, schedule: false } as const

type Transaction = Parameters<typeof fromPrisma>[0]

/**
 * Queues a job inside the transaction that causes it: both are there, or neither. The instance lives as long as the call,
 * since all it knows of the queues it reads in this transaction.
 */
export async function queueJob(
  tx: Transaction,
  name: QueueName,
  job: TenantJob | PlatformJob,
  { delayMs = 0 }: JobTiming = {},
): Promise<void> {
  const boss = new PgBoss({ ...sendOnly, db: through(tx) })
  // What goes wrong fails the call as well; an event without a listener would end the process.
  boss.on('error', () => {})
  try {
    await boss.start()
    await boss.send(
      name,
      { ...job, ...traceCarrier() },
      { ...sendOptionsOf(job), startAfter: Math.ceil(delayMs / 1_000) },
    )
  } finally {
    await boss.stop({ graceful: false })
  }
}

function through(tx: Transaction): Db {
  const { executeSql } = fromPrisma(tx)
  // Whether its tables are there, pg-boss asks by a type that Prisma does not read.
  return { executeSql: (text, values) => executeSql(text.replace(/to_regclass\([^)]*\)/, '$&::text'), values) }
}

/** Brings pg-boss's tables, the queues and their schedules up to date, as the owner, and says who may do what there. */
export async function prepareJobQueue(url: string, owner: pg.Client): Promise<void> {
  const boss = new PgBoss({ connectionString: url, max: 1, supervise: false, schedule: false })
  try {
    await boss.start()
    // The one that pg-boss itself needs for schedules.
    await boss.createQueue('__pgboss__send-it')
    for (const [name, definition] of Object.entries<QueueDefinition>(queues)) {
      const { cron, policy, ...options } = definition
      await boss.createQueue(name, { ...options, ...(policy && { policy }) })
      await boss.updateQueue(name, options)
      if (cron) await boss.schedule(name, cron)
    }
  } finally {
    await boss.stop({ graceful: false })
  }
  await owner.query(await readFile(new URL('job-queue.sql', import.meta.url), 'utf8'))
  for (const table of ['job', 'job_common']) await owner.query(tenantPolicy(table))
}

/** A tenant's transaction queues jobs of these queues for that tenant, and sees no others. */
function tenantPolicy(table: string): string {
  const names = tenantQueues.map(name => `'${name}'`).join(', ')
  const own = `(name IN (${names}) AND data ->> 'tenantId' = current_tenant_id()::text)`
  return `
    DROP POLICY IF EXISTS own_tenant ON pgboss.${table};
    CREATE POLICY own_tenant ON pgboss.${table} TO palisade_tenant USING ${own} WITH CHECK ${own};`
}
