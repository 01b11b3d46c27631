import type { QueueName, TenantJob } from '@palisade/db'
import { inJobSpan, type Logger } from '@palisade/service'
import type { JobWithMetadata, PgBoss } from 'pg-boss'
import type { Metrics } from '../job-metrics.ts'

/** The handler of each queue. Its result is logged. */
export type JobHandlers = { readonly [Name in QueueName]: (job: TenantJob) => Promise<object> }

type Deps = { boss: PgBoss; logger: Logger; metrics: Metrics | undefined }

type Run = (job: JobWithMetadata<TenantJob>) => Promise<void>

/**
 * How many jobs of a queue this worker runs at once, if more than one. Lookups and mails wait for foreign servers. A report
 * occupies a connection of the database.
 */
const atOnce: { readonly [Name in QueueName]?: number } = {
  'origins.verify': 8,
  'reports.compute': 3,
  'orders.import': 2,
  'mail.send': 4,
  'invitations.send': 4,
  'tenants.announce-deletion': 4,
}

/**
 * Takes jobs from every queue. It runs one job of a queue at a time for each tenant, so that a tenant with slow jobs does not
 * delay others. A job whose handler throws is retried later.
 */
export async function startJobs(deps: Deps, handlers: JobHandlers): Promise<void> {
  for (const [queue, handle] of Object.entries(handlers)) {
    const run = createRun(deps, queue, handle)
    const options = {
      includeMetadata: true,
      pollingIntervalSeconds: 1,
      localConcurrency: atOnce[queue as QueueName] ?? 1,
      localGroupConcurrency: 1,
    } as const
    await deps.boss.work<TenantJob, void, typeof options>(queue, options, async jobs => {
      for (const job of jobs) await run(job)
    })
  }
}

function createRun({ logger, metrics }: Deps, queue: string, handle: JobHandlers[QueueName]): Run {
  return async ({ id, data, retryCount, retryLimit }) => {
    const facts = { queue, job: id, tenant: data?.tenantId, object: data?.id, attempt: retryCount + 1 }
    const startedAt = performance.now()
    logger.info({ event: 'job.started', ...facts }, 'job started')
    try {
      const attributes = {
        'messaging.system': 'pg-boss',
        'messaging.destination.name': queue,
        'messaging.message.id': id,
      }
      const found = await inJobSpan(`job ${queue}`, data ?? {}, attributes, () => handle(data))
      logger.info({ event: 'job.done', ...facts, ...found }, 'job done')
      metrics?.job(queue, 'done', performance.now() - startedAt)
    } catch (err) {
      logger.error({ event: 'job.failed', ...facts, attempts: retryLimit + 1, err }, 'job failed')
      metrics?.job(queue, 'failed', performance.now() - startedAt)
      throw err
    }
  }
}
