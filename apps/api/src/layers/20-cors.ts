import { isFromForeignPage, isPublicDocument } from '@palisade/contracts'
import type { CorsDecision, CorsPolicy, CorsRequest, CorsUndecided } from '@palisade/security/cors'
import { clientNetwork } from '@palisade/security/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addLayer } from '../http/layer.ts'
import { ProblemError } from '../http/problem.ts'

/**
 * Refuses requests that foreign pages cause in the browsers of their visitors, before any other work. Such a refusal adds no
 * penalty points: otherwise any page could get its visitors throttled [S62].
 */
export function cors(app: FastifyInstance, options: { policy: CorsPolicy; methodsOf: MethodsOf }): void {
  const { policy, methodsOf } = options

  addLayer(app, 'cors', (request, reply) => {
    if (isForeign(request)) {
      reply.headers(policy.knownHeaders(corsRequestOf(request)))
      throw refuse(request, 'foreign-page')
    }
    const { method, url } = request
    const decided = policy.decide({
      ...corsRequestOf(request),
      client: clientNetwork(request.ip),
      allowedMethods: method === 'OPTIONS' ? methodsOf(url) : undefined,
    })
    const go = (decision: CorsDecision) => follow(decision, request, reply)
    return decided instanceof Promise ? decided.then(go) : go(decided)
  })
}

/** A request by an image, a form or a link of a foreign page. It may open only public documents and pages. */
function isForeign({ headers, endpoint, isPage }: FastifyRequest): boolean {
  if (isPage || (endpoint && isPublicDocument(endpoint))) return false
  return isFromForeignPage(single(headers['sec-fetch-site']), single(headers['sec-fetch-mode']))
}

function follow(decision: CorsDecision, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(decision.headers)
  if (decision.kind === 'refused') throw refuse(request, decision.reason)
  if (decision.kind === 'undecided') throw postpone(request, decision.reason)
  if (decision.kind === 'preflight') reply.code(204).send()
}

function refuse({ log, headers }: FastifyRequest, reason: string): ProblemError {
  log.warn({ event: 'origin.refused', reason, origin: headers.origin }, 'CORS origin refused')
  return new ProblemError('origin-not-allowed', { blameless: true })
}

/** The origin may be allowed, so this is not a refusal: the same request can succeed in a second. */
function postpone({ log, headers }: FastifyRequest, reason: CorsUndecided): ProblemError {
  log.warn({ event: 'origin.undecided', reason, origin: headers.origin }, 'CORS origin not checked')
  const later = { headers: { 'retry-after': '1' }, blameless: true }
  return reason === 'budget-spent'
    ? new ProblemError('quota-exceeded', { ...later, 'violated-policies': ['unknown-origins'] })
    : new ProblemError('unavailable', later)
}

/** The fields that CORS depends on. */
export function corsRequestOf({ method, headers }: FastifyRequest): CorsRequest {
  return {
    method,
    origin: headers.origin,
    requestMethod: headers['access-control-request-method'],
    requestHeaders: headers['access-control-request-headers'],
  }
}

type MethodsOf = (url: string) => readonly string[]

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}
