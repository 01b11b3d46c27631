import { isFromForeignPage, type ProblemCode } from '@palisade/contracts'
import { type AdmissionStore, abusePenalty, clientNetwork } from '@palisade/security/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { limitKeyOf } from '../access/principal.ts'

export type AbuseScores = {
  /** Adds penalty points to an address or user. They raise the cost of requests under the same limit key, and fade. */
  add(key: string, points: number): void
}

const batchMs = 100
const mostBatched = 10_000

/**
 * Batches the penalty points of many requests and stores them after the responses: callers without penalties cause no
 * call, and a flood causes one call each tenth of a second.
 */
export function createAbuseScores(admission: Pick<AdmissionStore, 'penalize'>): AbuseScores {
  let batch = new Map<string, number>()

  function flush(): void {
    const byPoints = Map.groupBy(batch.keys(), key => batch.get(key) ?? 1)
    batch = new Map()
    // The store has a breaker and a fallback: points lost during an outage are not worth a line in the log.
    for (const [points, keys] of byPoints) admission.penalize(keys, points).catch(() => {})
  }

  return {
    add(key, points) {
      if (batch.size >= mostBatched && !batch.has(key)) return
      if (batch.size === 0) setTimeout(flush, batchMs).unref()
      batch.set(key, Math.min((batch.get(key) ?? 0) + points, 1_000))
    },
  }
}

type Options = {
  abuse: AbuseScores
  /** The platform's own CORS origins. Every other one may be a page that attacks its visitors. */
  ownOrigins: readonly string[]
}

/**
 * Adds penalty points to address and user after each response that normal clients seldom get [S62]. The address gets none for a
 * request that a foreign page may have caused in a visitor's browser: otherwise any page could get its visitors throttled, and
 * anybody can sign up and verify an origin for such a page.
 */
export function scoreAbuse(app: FastifyInstance, { abuse, ownOrigins }: Options): void {
  const own = new Set(ownOrigins)
  app.addHook('onResponse', (request, reply, next) => {
    const points = reply.statusCode < 400 ? 0 : pointsOf(request, reply)
    if (points > 0) {
      if (!isCausedByOthers(request, own)) abuse.add(clientNetwork(request.ip), points)
      if (request.principal) abuse.add(limitKeyOf(request.principal), points)
    }
    next()
  })
}

function isCausedByOthers({ headers }: FastifyRequest, own: ReadonlySet<string>): boolean {
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers
  return (origin !== undefined && !own.has(origin)) || isFromForeignPage(single(site), single(mode))
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}

/** Browsers get these while a person signs in: there is no session yet, or a code is still missing. */
const innocent: ReadonlySet<string | undefined> = new Set<ProblemCode>([
  'unauthenticated',
  'second-factor-required',
  'stronger-sign-in-required',
])

function pointsOf({ problem }: FastifyRequest, { statusCode }: FastifyReply): number {
  if (problem?.blameless || innocent.has(problem?.code)) return 0
  const isUnreadable = problem?.code === 'validation-failed' || problem?.code === 'malformed-request'
  return abusePenalty(isUnreadable ? 'invalid-request' : statusCode)
}
