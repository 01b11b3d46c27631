import { queues } from '@palisade/db'
import { collectSafely, type Logger } from '@palisade/service'
import type { PgBoss } from 'pg-boss'
import { Gauge, Histogram, type Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** The metrics of background jobs for Prometheus [S86]. Labels come only from code. */
export function createMetrics(registry: Registry, boss: PgBoss, logger: Logger) {
  const registers = [registry]
  const jobs = new Histogram({
    name: 'palisade_job_seconds',
    help: 'Jobs and how long they took',
    labelNames: ['queue', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
    registers,
  })
  const collect = collectSafely(logger, () => readQueues())
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `palisade_jobs_${name}`, help, labelNames: ['queue'], registers, collect })
  const ready = gauge('ready', 'Jobs that wait for a worker, as last counted')
  const failed = gauge('failed', 'Jobs of the last day that failed at their last attempt')
  const oldest = gauge('oldest_seconds', 'How long the oldest job that can run has waited')

  async function readQueues(): Promise<void> {
    const counted = await boss.getQueues(Object.keys(queues))
    const { rows } = await boss.getDb().executeSql(oldestReady)
    const waited = new Map(rows.map((row: { name: string; seconds: number }) => [row.name, row.seconds]))
    for (const { name: queue, readyCount, failedCount } of counted) {
      ready.set({ queue }, readyCount)
      failed.set({ queue }, failedCount)
      oldest.set({ queue }, waited.get(queue) ?? 0)
    }
  }

  return {
    job: (queue: string, outcome: 'done' | 'failed', ms: number) => jobs.observe({ queue, outcome }, ms / 1_000),
  }
}

const oldestReady = `
  SELECT name, extract(epoch FROM now() - min(start_after))::float8 AS seconds
  FROM pgboss.job WHERE state < 'active' AND start_after <= now() GROUP BY name`
