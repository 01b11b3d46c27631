import { type Endpoint, endpoints, type ProblemCode, problems } from '@palisade/contracts'
import { refusedTokenReasons } from '@palisade/security/jwt'
import type { AdmissionEvent, BreakerState } from '@palisade/security/rate-limit'
import { collectSafely, type Logger } from '@palisade/service'
import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** The labels of an endpoint. */
type Named = Pick<Endpoint, 'limit'> & { id: string }

/** For paths that the contracts do not declare. */
const unknownEndpoint: Named = { id: 'none', limit: 'system' }

/** Statuses that alerts watch have their own label; the others are grouped by class. */
const watched = new Set([401, 403, 429])

const breakerStates: BreakerState[] = ['closed', 'half-open', 'open']

/** The metrics for Prometheus [S86] [S87] [S88]. Labels come only from contracts and code: no caller can create one. */
export function createMetrics(registry: Registry) {
  const registers = [registry]
  const requests = new Histogram({
    name: 'palisade_request_seconds',
    help: 'Requests and how long they took',
    labelNames: ['endpoint', 'class', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `palisade_${name}_total`, help, labelNames, registers })
  // A series begins with its first request, which `rate()` and `increase()` do not see. What alerts watch starts at 0.
  const refusals = counter('refusals', 'Requests answered with 401, 403 or 429', 'endpoint', 'status')
  for (const { id, limit } of [unknownEndpoint, ...Object.values<Endpoint>(endpoints)]) {
    for (const status of watched) refusals.inc({ endpoint: id, status: String(status) }, 0)
    requests.zero({ endpoint: id, class: limit, status: '5xx' })
  }
  const limitHits = counter('limit_hits', 'Requests refused by a limit', 'policy')
  const shadowHits = counter('limit_shadow_hits', 'Requests that a limit on trial would have refused', 'policy')
  const refusedTokens = counter('token_refusals', 'Tokens that were refused', 'reason')
  for (const reason of refusedTokenReasons) refusedTokens.inc({ reason }, 0)
  const problemsSent = counter('problems', 'Responses that were problems, by their code', 'problem')
  for (const problem of Object.keys(problems)) problemsSent.inc({ problem }, 0)
  const local = counter('limit_local_decisions', 'Requests decided without the limit store', 'outcome')
  for (const outcome of ['allowed', 'limited', 'revoked', 'unavailable'] as const) local.inc({ outcome }, 0)
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
    request({ id, limit }: Named, status: number, ms: number): void {
      const label = watched.has(status) ? String(status) : `${Math.floor(status / 100)}xx`
      requests.observe({ endpoint: id, class: limit, status: label }, ms / 1_000)
      if (watched.has(status)) refusals.inc({ endpoint: id, status: label })
    },
    problem: (code: ProblemCode) => problemsSent.inc({ problem: code }),
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

/** Measures since when the present key signs: an alert reports a key that is due for rotation. */
export function measureSigningKey(registry: Registry, logger: Logger, since: () => Promise<Date>): void {
  const gauge: Gauge = new Gauge({
    name: 'palisade_signing_key_since_seconds',
    help: 'When the signing key began to sign, in seconds since 1970',
    registers: [registry],
    collect: collectSafely(logger, async () => {
      gauge.set((await since()).getTime() / 1_000)
    }),
  })
}

export function measure(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', ({ endpoint, problem }, reply, next) => {
    metrics.request(endpoint ?? unknownEndpoint, reply.statusCode, reply.elapsedTime)
    if (problem) metrics.problem(problem.code)
    for (const policy of problem?.extras['violated-policies'] ?? []) metrics.limitHit(policy)
    if (problem?.code === 'invalid-token') metrics.tokenRefused(problem.reason ?? 'unknown')
    next()
  })
}
