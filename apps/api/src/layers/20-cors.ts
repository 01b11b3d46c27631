import type { CorsDecision, CorsPolicy } from '@palisade/security/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError } from '../problem.ts'
import { addLayer } from './in-order.ts'

/**
 * Before any limit: a 429 must be readable in the browser that caused it, and a preflight must cost nothing.
 * A browser on a foreign origin is refused here, not merely kept from reading the answer.
 */
export function cors(app: FastifyInstance, options: { policy: CorsPolicy; methodsOf: MethodsOf }): void {
  const { policy, methodsOf } = options

  addLayer(app, (request, reply) => {
    const { headers, method, url } = request
    const decided = policy.decide({
      method,
      origin: headers.origin,
      host: headers.host,
      requestMethod: headers['access-control-request-method'],
      requestHeaders: headers['access-control-request-headers'],
      requestPrivateNetwork: single(headers['access-control-request-private-network']),
      allowedMethods: method === 'OPTIONS' ? methodsOf(url) : undefined,
    })
    const go = (decision: CorsDecision) => follow(decision, request, reply)
    return decided instanceof Promise ? decided.then(go) : go(decided)
  })
}

function follow(decision: CorsDecision, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(decision.headers)
  if (decision.kind === 'refused') {
    const { reason } = decision
    request.log.warn({ event: 'origin.refused', reason, origin: request.headers.origin }, 'origin refused')
    throw new ProblemError('origin-not-allowed')
  }
  if (decision.kind === 'preflight') reply.code(204).send()
}

type MethodsOf = (url: string) => readonly string[]

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}
