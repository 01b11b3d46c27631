import type { ProblemCode } from '@palisade/contracts'
import { type AdmissionStore, clientNetwork, pointsFor } from '@palisade/security/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { limitKeyOf } from './40-authenticate.ts'

export type Anomalies = {
  /** Adds points to a caller's address or user. They make the limits under the same key dearer, and fade. */
  add(key: string, points: number): void
}

const gatherForMs = 100
const mostGathered = 10_000

/**
 * Gathers the points of many requests and writes them down together, after the answers have gone: whoever behaves causes
 * no call, and whoever floods one in a tenth of a second.
 */
export function createAnomalies(admission: Pick<AdmissionStore, 'penalize'>): Anomalies {
  let gathered = new Map<string, number>()

  function flush(): void {
    const byPoints = Map.groupBy(gathered.keys(), key => gathered.get(key) ?? 1)
    gathered = new Map()
    // The store has a breaker and a fallback: points that are lost with it are not worth a line in the log.
    for (const [points, keys] of byPoints) admission.penalize(keys, points).catch(() => {})
  }

  return {
    add(key, points) {
      if (gathered.size >= mostGathered && !gathered.has(key)) return
      if (gathered.size === 0) setTimeout(flush, gatherForMs).unref()
      gathered.set(key, Math.min((gathered.get(key) ?? 0) + points, 1_000))
    },
  }
}

/** Each answer that honest callers seldom get counts against the address and the user who got it [S62]. */
export function anomalies(app: FastifyInstance, { seen }: { seen: Anomalies }): void {
  app.addHook('onResponse', (request, reply, next) => {
    const points = reply.statusCode < 400 ? 0 : pointsOf(request, reply)
    if (points > 0) {
      seen.add(clientNetwork(request.ip), points)
      if (request.principal) seen.add(limitKeyOf(request.principal), points)
    }
    next()
  })
}

/** What a browser runs into on its way in: no session yet, or a code still to be given. */
const innocent: ReadonlySet<string | undefined> = new Set<ProblemCode>([
  'unauthenticated',
  'second-factor-required',
  'stronger-sign-in-required',
])

function pointsOf({ problem }: FastifyRequest, { statusCode }: FastifyReply): number {
  if (problem?.blameless || innocent.has(problem?.code)) return 0
  const isUnreadable = problem?.code === 'validation-failed' || problem?.code === 'malformed-request'
  return pointsFor(isUnreadable ? 'invalid-request' : statusCode)
}
