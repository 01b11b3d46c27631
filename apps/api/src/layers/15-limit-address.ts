import type { CorsPolicy } from '@palisade/security/cors'
import { clientNetwork, type InProcessLimiter } from '@palisade/security/rate-limit'
import type { FastifyInstance } from 'fastify'
import { addLayer } from '../http/layer.ts'
import { ProblemError } from '../http/problem.ts'
import { corsRequestOf } from './20-cors.ts'

/**
 * The first layer that can refuse a request: later ones may cost a lookup or cryptography. It comes before CORS, so it adds the
 * CORS headers of known origins itself, for their pages to read the 429.
 */
export function limitAddress(app: FastifyInstance, { limiter, policy }: Options): void {
  addLayer(app, 'limit-address', (request, reply) => {
    if (limiter.take(clientNetwork(request.ip))) return
    reply.headers(policy.knownHeaders(corsRequestOf(request)))
    const headers = { 'retry-after': '1' }
    throw new ProblemError('quota-exceeded', { headers, 'violated-policies': ['address'], blameless: true })
  })
}

type Options = { limiter: Pick<InProcessLimiter, 'take'>; policy: Pick<CorsPolicy, 'knownHeaders'> }
