import type { AdmissionEvent, BreakerState } from '@palisade/security/rate-limit'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** Statuses that alerts watch have their own label; the others are grouped by class. */
const watched = new Set([401, 403, 429])

const breakerStates: BreakerState[] = ['closed', 'half-open', 'open']

/** The metrics for Prometheus [S86] [S87] [S88]. Labels come only from contracts and code: no caller can create one. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'palisade_request_seconds',
    help: 'Requests and how long they took',
    labelNames: ['endpoint', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const counter = (name: string, help: string, label: string) =>
    new Counter({ name: `palisade_${name}_total`, help, labelNames: [label], registers })
  const limitHits = counter('limit_hits', 'Requests refused by a limit', 'policy')
  const shadowHits = counter('limit_shadow_hits', 'Requests that a limit on trial would have refused', 'policy')
  const refusedTokens = counter('token_refusals', 'Tokens that were refused', 'reason')
  const local = counter('limit_local_decisions', 'Requests decided without the limit store', 'outcome')
  const storeFailures = counter('limit_store_failures', 'Calls that the limit store did not answer', 'during')
  const breaker = new Gauge({
    name: 'palisade_limit_store_state',
    help: '1 for the state of the breaker before the limit store',
    labelNames: ['state'],
    registers,
  })
  const setBreaker = (state: BreakerState) => {
    for (const each of breakerStates) breaker.set({ state: each }, Number(each === state))
  }
  setBreaker('closed')

  return {
    registry,
    request(endpoint: string, status: number, ms: number): void {
      const label = watched.has(status) ? String(status) : `${Math.floor(status / 100)}xx`
      requests.observe({ endpoint, status: label }, ms / 1_000)
    },
    limitHit: (policy: string) => limitHits.inc({ policy }),
    tokenRefused: (reason: string) => refusedTokens.inc({ reason }),
    admissionEvent(event: AdmissionEvent): void {
      if (event.type === 'breaker') setBreaker(event.state)
      if (event.type === 'local') local.inc({ outcome: event.outcome })
      if (event.type === 'store-failed') storeFailures.inc({ during: event.during })
      if (event.type === 'shadowed') for (const { policy } of event.limits) shadowHits.inc({ policy: policy.name })
    },
  }
}

export function measure(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', ({ endpoint, problem }, reply, next) => {
    metrics.request(endpoint?.id ?? 'none', reply.statusCode, reply.elapsedTime)
    for (const policy of problem?.extras['violated-policies'] ?? []) metrics.limitHit(policy)
    if (problem?.code === 'invalid-token') metrics.tokenRefused(problem.reason ?? 'unknown')
    next()
  })
}
