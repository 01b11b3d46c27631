import type { CorsPolicy } from '@palisade/security/cors'
import { clientNetwork, type InProcessLimiter } from '@palisade/security/rate-limit'
import type { FastifyInstance } from 'fastify'
import { addLayer } from '../http/layer.ts'
import { ProblemError } from '../http/problem.ts'
import { corsRequestOf } from './20-cors.ts'

/**
 * The first layer that can refuse: everything after it may cost a lookup or cryptography. It comes before CORS, and asks
 * it only for the headers of origins that are known, so that their pages can read the 429.
 */
export function limitAddress(app: FastifyInstance, { limiter, policy }: Options): void {
  addLayer(app, (request, reply) => {
    if (limiter.take(clientNetwork(request.ip))) return
    reply.headers(policy.knownHeaders(corsRequestOf(request)))
    const headers = { 'retry-after': '1' }
    throw new ProblemError('quota-exceeded', { headers, 'violated-policies': ['address'], blameless: true })
  })
}

type Options = { limiter: Pick<InProcessLimiter, 'take'>; policy: Pick<CorsPolicy, 'knownHeaders'> }
