import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'

/** What a job carries, so that its spans belong to the trace of the request that queued it (W3C Trace Context). */
export type TraceCarrier = { traceparent?: string }

let tracer: Tracer | undefined

/** Called once OpenTelemetry has started, before the parts of the process are built. */
export function startSpans(): void {
  tracer = trace.getTracer('palisade')
}

export const isTracing = (): boolean => tracer !== undefined

/** Runs `work` in a span of the current trace. It only runs `work` outside a trace, and where tracing is off. */
export function inSpan<T>(name: string, work: () => T): T {
  return tracer && trace.getActiveSpan() ? runIn(tracer.startSpan(name), work) : work()
}

/** The same for a call of another server. `attributes` must hold no value of a person and no secret. */
export function inClientSpan<T>(name: string, attributes: Attributes, work: () => T): T {
  if (!tracer || !trace.getActiveSpan()) return work()
  return runIn(tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }), work)
}

/** Runs a job in the trace that queued it. A job that no request has queued starts its own trace. */
export function inJobSpan<T>(name: string, carrier: TraceCarrier, attributes: Attributes, work: () => T): T {
  if (!tracer) return work()
  const parent = propagation.extract(context.active(), carrier)
  return runIn(tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes }, parent), work)
}

/** The current trace, for a job. Empty outside a trace. */
export function traceCarrier(): TraceCarrier {
  const carrier: TraceCarrier = {}
  if (tracer) propagation.inject(context.active(), carrier)
  return carrier
}

/** Ends the span with the work, or with its promise. */
function runIn<T>(span: Span, work: () => T): T {
  const fail = (error: unknown): never => {
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.setAttribute('error.type', errorType(error))
    span.end()
    throw error
  }
  try {
    const result = context.with(trace.setSpan(context.active(), span), work)
    if (result instanceof Promise) {
      return result.then(value => {
        span.end()
        return value
      }, fail) as T
    }
    span.end()
    return result
  } catch (error) {
    return fail(error)
  }
}

/** The code or class of an error, but not its message: messages of the database contain values. */
function errorType(error: unknown): string {
  const { code, name } = Object(error)
  return String(code ?? name ?? 'unknown')
}
