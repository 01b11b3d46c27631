import { createDashboard, graph } from './panels.ts'

/** Background jobs: every worker reports the same figures of a queue, and its own jobs. */
export const jobs = createDashboard('jobs', {
  title: 'jobs',
  description: 'Mail, webhooks, reports, imports and housekeeping: what waits, what fails, and how long it takes.',
  panels: [
    graph({
      title: 'Age of the oldest job',
      description: 'Among those that are due. Normal: seconds, and minutes for an import or an export.',
      unit: 's',
      queries: { '{{queue}}': 'max by (queue) (palisade_jobs_oldest_seconds)' },
      alerts: ['QueueStuck'],
    }),
    graph({
      title: 'Jobs that wait',
      description: 'Normal: near 0, with peaks that end within minutes.',
      unit: 'short',
      queries: { '{{queue}}': 'max by (queue) (palisade_jobs_ready)' },
    }),
    graph({
      title: 'Jobs that failed at their last attempt',
      description: 'Those of the last day. Normal: 0, except webhooks whose receiver is gone.',
      unit: 'short',
      queries: { '{{queue}}': 'max by (queue) (palisade_jobs_failed)' },
      alerts: ['JobsGivenUp'],
    }),
    graph({
      title: 'Attempts by outcome',
      description: 'Normal: `done`. A failed attempt is tried again later.',
      unit: 'reqps',
      queries: {
        '{{queue}} {{outcome}}': 'sum by (queue, outcome) (rate(palisade_job_seconds_count[$__rate_interval]))',
      },
      alerts: ['JobsFail'],
    }),
    graph({
      title: 'Duration of jobs',
      description: '95 % of the jobs of a queue are faster. Normal: below a second, and a minute for exports.',
      unit: 's',
      queries: {
        '{{queue}}':
          'histogram_quantile(0.95, sum by (queue, le) (rate(palisade_job_seconds_bucket[$__rate_interval])))',
      },
    }),
  ],
})
