import { queues } from '@palisade/db'
import type { PgBoss } from 'pg-boss'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** The metrics for Prometheus [S86]. Labels come only from code. */
export function createMetrics(boss: PgBoss) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const jobs = new Histogram({
    name: 'palisade_job_seconds',
    help: 'Jobs and how long they took',
    labelNames: ['queue', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
    registers,
  })
  new Gauge({
    name: 'palisade_jobs_ready',
    help: 'Jobs that wait for a worker, as last counted',
    labelNames: ['queue'],
    registers,
    async collect() {
      for (const { name, readyCount } of await boss.getQueues(Object.keys(queues))) {
        this.set({ queue: name }, readyCount)
      }
    },
  })
  return {
    registry,
    job: (queue: string, outcome: 'done' | 'failed', ms: number) => jobs.observe({ queue, outcome }, ms / 1_000),
  }
}
