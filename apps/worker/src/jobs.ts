import type { QueueName, TenantJob } from '@palisade/db'
import type { Logger } from '@palisade/service'
import type { JobWithMetadata, PgBoss } from 'pg-boss'
import type { Metrics } from './metrics.ts'

/** What each queue's jobs do. The answer goes into the log. */
export type JobHandlers = { readonly [Name in QueueName]: (job: TenantJob) => Promise<object> }

type Needs = { boss: PgBoss; logger: Logger; metrics: Metrics | undefined }

type Run = (job: JobWithMetadata<TenantJob>) => Promise<void>

/** Takes jobs from every queue, one at a time of each. What a handler throws has the job tried again later. */
export async function startJobs(needs: Needs, handlers: JobHandlers): Promise<void> {
  for (const [queue, handle] of Object.entries(handlers)) {
    const run = createRun(needs, queue, handle)
    const options = { includeMetadata: true, pollingIntervalSeconds: 1 } as const
    await needs.boss.work<TenantJob, void, typeof options>(queue, options, async jobs => {
      for (const job of jobs) await run(job)
    })
  }
}

function createRun({ logger, metrics }: Needs, queue: string, handle: JobHandlers[QueueName]): Run {
  return async ({ id, data, retryCount, retryLimit }) => {
    const facts = { queue, job: id, tenant: data?.tenantId, object: data?.id, attempt: retryCount + 1 }
    const startedAt = performance.now()
    logger.info({ event: 'job.started', ...facts })
    try {
      const found = await handle(data)
      logger.info({ event: 'job.done', ...facts, ...found })
      metrics?.job(queue, 'done', performance.now() - startedAt)
    } catch (err) {
      logger.error({ event: 'job.failed', ...facts, attempts: retryLimit + 1, err }, 'the job has failed')
      metrics?.job(queue, 'failed', performance.now() - startedAt)
      throw err
    }
  }
}
