import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { apiHeaders, oauthErrorOf, type ProblemCode, problems } from '@palisade/contracts'
import { isUnavailable } from '@palisade/db'
import type { ResponseFilter } from '@palisade/security/response'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addLayer } from '../http/layer.ts'
import { describeProblem, ProblemError } from '../http/problem.ts'
import { createId } from './10-request-id.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The problem with which the request failed. */
    problem: ProblemError | null
  }
}

type Options = {
  filter: ResponseFilter
  isEdge: (address: string) => boolean
  /** The pseudonym of a subject in the log. */
  pseudonymOf: (subject: unknown) => string | undefined
}

/** Adds the security headers to every response, and sends every error as a problem without internals (RFC 9457). */
export function response(app: FastifyInstance, { filter, isEdge, pseudonymOf }: Options): void {
  app.decorateRequest('problem', null)
  // Set first, so that a handler can replace them, such as for a page or a response that may be cached.
  addLayer(app, 'response', (_request, reply) => {
    reply.headers(apiHeaders)
  })
  app.addHook('onSend', (request, reply, payload, next) => {
    const { principal, socket } = request
    // For the log of the edge that this request came through. The edge removes these headers from the response.
    if (principal && isEdge(socket.remoteAddress ?? '')) {
      reply
        .header('x-log-subject', pseudonymOf(principal.actorId))
        .header('x-log-tenant', pseudonymOf(principal.tenantId))
    }
    if (payload instanceof Readable && request.endpoint) return next(null, inspectFile(request, payload))
    const type = reply.getHeader('content-type')
    if (typeof payload !== 'string' || typeof type !== 'string' || !/^application\/(?:problem\+)?json/.test(type))
      return next()
    const inspected = filter.inspect(payload, reply.statusCode)
    if (inspected.ok) return next()
    logWithheld(request, inspected.leak)
    const code = codeWithoutDetails(request.problem)
    reply.code(problems[code].status).type('application/problem+json').removeHeader('content-length')
    next(null, JSON.stringify(describeProblem(code, request.id)))
  })
  /** Inspects each part of a file before it is sent. On a leak, the connection is closed before the end of the file. */
  function inspectFile(request: FastifyRequest, file: Readable): Readable {
    const parts = file.map((part: string) => {
      const inspected = filter.inspect(part, 200)
      if (inspected.ok) return part
      logWithheld(request, inspected.leak)
      throw new Error('response withheld')
    })
    return parts.once('close', () => file.destroy())
  }
  app.addHook('onResponse', (request, reply, next) => {
    request.log.info({
      event: 'request',
      endpoint: request.endpoint?.id,
      method: request.method,
      status: reply.statusCode,
      problem: request.problem?.code,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      ip: request.ip,
      subject: request.principal?.actorId,
      apiKey: request.principal?.kind === 'api-key' ? request.principal.keyId : undefined,
      tenant: request.principal?.tenantId,
      // As the edge's log writes it.
      tenantHash: pseudonymOf(request.principal?.tenantId),
    })
    next()
  })
  app.setNotFoundHandler((request, reply) => answerProblem(request, reply, new ProblemError('not-found')))
  app.setErrorHandler((error: FastifyError | ProblemError, request, reply) => {
    const problem = error instanceof ProblemError ? error : fromFastify(error)
    if (problem.code === 'internal') request.log.error({ event: 'error', err: error }, 'request failed')
    if (problem.reason === 'database')
      request.log.error({ event: 'database.unavailable', err: error }, 'database unavailable')
    return answerProblem(request, reply, problem)
  })
}

function logWithheld({ log, endpoint }: FastifyRequest, leak: string): void {
  log.error({ event: 'answer.withheld', leak, endpoint: endpoint?.id }, 'response withheld')
}

/** A refusal keeps its code without the details, which may repeat what the caller sent. A leak elsewhere is our error. */
function codeWithoutDetails(problem: ProblemError | null): ProblemCode {
  return problem && problems[problem.code].status < 500 ? problem.code : 'internal'
}

function answerProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemError) {
  const { code, headers, extras } = problem
  request.problem = problem
  const body = describeProblem(code, request.id, extras)
  // OAuth clients read `error`, and only from `application/json` (RFC 6749 section 5.2).
  const isOauth = request.endpoint?.oauth === true
  return reply
    .code(problems[code].status)
    .headers(headers)
    .type(isOauth ? 'application/json' : 'application/problem+json')
    .serializer(JSON.stringify)
    .send(isOauth ? { ...body, error: oauthErrorOf(code) } : body)
}

/** Answers bytes that are not an HTTP request. Fastify has no reply for them yet, so this writes to the socket. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return
  const code = error.code === 'HPE_HEADER_OVERFLOW' ? 'headers-too-large' : 'malformed-request'
  const requestId = createId()
  const text = JSON.stringify(describeProblem(code, requestId))
  const headers = {
    ...apiHeaders,
    'x-request-id': requestId,
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const { status } = problems[code]
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`)
}

const fastifyCodes: Partial<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-request',
  FST_ERR_BAD_URL: 'malformed-request',
  'store-unavailable': 'unavailable',
  'too-busy': 'unavailable',
}

function fromFastify(error: FastifyError): ProblemError {
  if (isUnavailable(error)) return new ProblemError('unavailable', { reason: 'database' })
  return new ProblemError(fastifyCodes[error.code] ?? 'internal')
}
