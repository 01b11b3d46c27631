import { setTimeout as sleep } from 'node:timers/promises'
import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import type { Logger } from './logger.ts'

export type Measured = ReturnType<typeof createMeasured>

/**
 * Creates the metrics that every process has: those of Node, and the number of logged lines of each event. The counters of `events`
 * start at 0: without an earlier value, `increase()` does not see the first event.
 */
export function createMeasured(events: readonly string[]) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const logged = new Counter({
    name: 'palisade_events_total',
    help: 'Lines of the log, by their event',
    labelNames: ['event'],
    registers: [registry],
  })
  for (const event of events) logged.inc({ event }, 0)
  return { registry, countEvent: (event: string): void => logged.inc({ event }) }
}

/** Prometheus drops all metrics of a scrape that takes ten seconds or more, so no gauge may delay it by much. */
const patienceMs = 500

/**
 * Wraps a `collect` of prom-client that can fail or hang, for example one that queries a database. On failure it logs the error,
 * and the gauge keeps its last value: prom-client would otherwise fail the whole scrape. Gauges with the same wrapped function
 * share one reading.
 */
export function collectSafely(logger: Logger, collect: () => Promise<void>): () => Promise<void> {
  let reading: Promise<void> | undefined
  return async () => {
    reading ??= collect()
      .catch(err => logger.warn({ event: 'metric.unread', err }, 'metric not read'))
      .finally(() => {
        reading = undefined
      })
    await Promise.race([reading, sleep(patienceMs, undefined, { ref: false })])
  }
}
