import { context, propagation, type Span, type SpanOptions, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  type IdGenerator,
  ParentBasedSampler,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Registry } from 'prom-client'
import { createSpanQueue } from './span-queue.ts'
import { startSpans } from './spans.ts'

/** Where spans are sent, and the share of traces that are sent. */
export type TracesTarget = { url: string; ratio: number }

export type TracingOptions = TracesTarget & { service: string; registry: Registry | undefined }

export type Tracing = {
  /** Starts the first span of a trace, of this process or of another `service`. The request id is the trace id. */
  startTrace(id: string, name: string, options: SpanOptions & { service?: string }): Span
  /** Sends what is left. */
  close(): Promise<void>
}

/** Starts OpenTelemetry. Only `startTracing` imports this file, so that a process without traces loads no SDK. */
export function createTracing({ url, ratio, service, registry }: TracingOptions): Tracing {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  const queue = createSpanQueue(new OTLPTraceExporter({ url, timeoutMillis: 5_000 }), registry)
  const ids = createIds()
  const providers = new Map<string, TracerProvider>()

  const providerOf = (name: string): TracerProvider => {
    const known = providers.get(name)
    if (known) return known
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': name, 'service.namespace': 'palisade' }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
      idGenerator: ids,
      spanProcessors: [queue],
      spanLimits: { attributeValueLengthLimit: 2_000 },
    })
    providers.set(name, provider)
    return provider
  }

  trace.setGlobalTracerProvider(providerOf(service))
  startSpans()
  return {
    startTrace: (id, name, { service: of = service, ...options }) =>
      ids.with(id, () =>
        providerOf(of)
          .getTracer('palisade')
          .startSpan(name, { ...options, root: true }),
      ),
    close: () => queue.shutdown(),
  }
}

/** Random ids, except for a trace whose id is given. */
function createIds(): IdGenerator & { with<T>(traceId: string, start: () => T): T } {
  const random = new RandomIdGenerator()
  let given: string | undefined
  return {
    generateTraceId: () => given ?? random.generateTraceId(),
    generateSpanId: () => random.generateSpanId(),
    with(traceId, start) {
      given = traceId
      try {
        return start()
      } finally {
        given = undefined
      }
    },
  }
}
