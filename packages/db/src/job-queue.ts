import { readFile } from 'node:fs/promises'
import type pg from 'pg'
import { type Db, fromPrisma, PgBoss, type QueueOptions, type QueuePolicy } from 'pg-boss'

type QueueDefinition = QueueOptions & {
  policy?: QueuePolicy
  /** Where a job goes that has failed for good, a crash of its last worker included. */
  deadLetter?: string
  /** When a job queues itself, in UTC. */
  cron?: string
}

const day = 86_400

/** When the heartbeat of a worker stops, another worker starts the job again. */
const common = { heartbeatSeconds: 10, retryBackoff: true, deleteAfterSeconds: day } as const satisfies QueueDefinition

/** Every queue there is. One that others name as their `deadLetter` stands before them. */
export const queues = {
  'reports.fail': { ...common, retryLimit: 10, retryDelay: 30 },
  'reports.compute': { ...common, retryLimit: 4, retryDelay: 5, expireInSeconds: 120, deadLetter: 'reports.fail' },
  'origins.verify': { ...common, policy: 'short', retryLimit: 4, retryDelay: 30, expireInSeconds: 60 },
  // A mail server may be away for hours: the delay doubles with each attempt.
  'mail.send': { ...common, retryLimit: 8, retryDelay: 15, expireInSeconds: 60 },
  'invitations.send': { ...common, retryLimit: 8, retryDelay: 15, expireInSeconds: 60 },
  'housekeeping.origins': { ...common, cron: '*/5 * * * *', policy: 'exclusive', retryLimit: 0 },
  'housekeeping.retention': { ...common, cron: '17 * * * *', policy: 'exclusive', retryLimit: 2, retryDelay: 60 },
} as const satisfies Record<string, QueueDefinition>

export type QueueName = keyof typeof queues

/** The queues whose jobs work for one tenant, on one thing of it. */
export type TenantQueueName = 'reports.compute' | 'origins.verify' | 'invitations.send'

export type TenantJob = { tenantId: string; id: string }

/** A job on something that belongs to no tenant. */
export type PlatformJob = { id: string }

/** In a queue of policy `short`, one job for each thing waits at a time. The group tells workers whose job it is. */
export const sendOptionsOf = (job: TenantJob | PlatformJob) => ({
  singletonKey: job.id,
  ...('tenantId' in job && { group: { id: job.tenantId } }),
})

/** An instance that only sends: no timers, no table of its own to look after. */
const sendOnly = { migrate: false, supervise: false, schedule: false } as const

type Transaction = Parameters<typeof fromPrisma>[0]

/**
 * Queues a job inside the transaction that causes it: both are there, or neither. The instance lives as long as the call,
 * since all it knows of the queues it reads in this transaction.
 */
export async function queueJob(tx: Transaction, name: QueueName, job: TenantJob | PlatformJob): Promise<void> {
  const boss = new PgBoss({ ...sendOnly, db: through(tx) })
  // What goes wrong fails the call as well; an event without a listener would end the process.
  boss.on('error', () => {})
  try {
    await boss.start()
    await boss.send(name, job, sendOptionsOf(job))
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
}
