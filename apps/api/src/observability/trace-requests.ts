import { type Context, context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Tracing } from '@palisade/service'
import type { FastifyInstance, FastifyRequest } from 'fastify'

type Options = { tracing: Tracing; isEdge: (address: string) => boolean }

type Traced = { active: Context; spans: readonly Span[] }

/**
 * Sends the spans of the edge and of the API for each request, with the id of the request as the id of the trace. A client
 * cannot choose the id, nor whether it is sampled: the API reads no `traceparent`. The span of the edge begins when Nginx got the
 * request, and ends with the response of the API, because Nginx of Debian sends no spans itself.
 */
export function traceRequests(app: FastifyInstance, { tracing, isEdge }: Options): void {
  const traced = new WeakMap<FastifyRequest, Traced>()
  const startSpans = (request: FastifyRequest): Traced => {
    const kind = SpanKind.SERVER
    const startTime = isEdge(request.socket.remoteAddress ?? '') ? readEdgeTime(request) : undefined
    if (!startTime) {
      const span = tracing.startTrace(request.id, request.method, { kind })
      return { active: trace.setSpan(ROOT_CONTEXT, span), spans: [span] }
    }
    const edge = tracing.startTrace(request.id, request.method, { kind, service: 'edge', startTime })
    const atEdge = trace.setSpan(ROOT_CONTEXT, edge)
    const span = trace.getTracer('palisade').startSpan(request.method, { kind }, atEdge)
    return { active: trace.setSpan(atEdge, span), spans: [span, edge] }
  }

  app.addHook('onRequest', (request, _reply, next) => {
    // Health checks would be most of the traces.
    if (request.routeOptions.config.endpoint?.limit === 'system') return next()
    const started = startSpans(request)
    traced.set(request, started)
    context.with(started.active, next)
  })
  // Events of the socket call what follows a body, outside the context of the request.
  app.addHook('preValidation', (request, _reply, next) => {
    context.with(traced.get(request)?.active ?? context.active(), next)
  })
  app.addHook('onResponse', (request, reply, next) => {
    for (const span of traced.get(request)?.spans ?? []) end(span, request, reply.statusCode)
    next()
  })
}

function end(span: Span, { id, method, endpoint }: FastifyRequest, status: number): void {
  if (endpoint) span.updateName(`${method} ${endpoint.path}`)
  span.setAttributes({
    'http.request.method': method,
    ...(endpoint && { 'http.route': endpoint.path }),
    'http.response.status_code': status,
    'request.id': id,
  })
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

/** When Nginx got the request: the time at which it passed the request on, less the seconds until then. */
function readEdgeTime({ headers }: FastifyRequest): Date | undefined {
  const [, passedOn, seconds] = /^(\d{10}\.\d{3}) (\d+\.\d{3})$/.exec(String(headers['x-request-time'])) ?? []
  return passedOn ? new Date((Number(passedOn) - Number(seconds)) * 1_000) : undefined
}
