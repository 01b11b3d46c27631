import { TraceFlags } from '@opentelemetry/api'
import { ExportResultCode } from '@opentelemetry/core'
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace'
import { Counter, type Registry } from 'prom-client'

/** About 2 MB. Above it spans are dropped, so that a collector that is away costs no memory. */
const most = 2_048

/** Sends spans in batches, and counts those that it sent, lost at the collector, or dropped because too many waited. */
export function createSpanQueue(exporter: SpanExporter, registry: Registry | undefined): SpanProcessor {
  const counter = new Counter({
    name: 'palisade_spans_total',
    help: 'Spans of traces, by what became of them',
    labelNames: ['outcome'],
    registers: registry ? [registry] : [],
  })
  for (const outcome of ['sent', 'lost', 'dropped']) counter.inc({ outcome }, 0)
  let waiting = 0
  const counting: SpanExporter = {
    export(spans, done) {
      exporter.export(spans, result => {
        waiting -= spans.length
        counter.inc({ outcome: result.code === ExportResultCode.SUCCESS ? 'sent' : 'lost' }, spans.length)
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
  const batches = new BatchSpanProcessor({ exporter: counting, maxQueueSize: most, scheduledDelayMillis: 1_000 })
  return {
    onStart: (span, parent) => batches.onStart(span, parent),
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
      if (waiting >= most) return counter.inc({ outcome: 'dropped' })
      waiting += 1
      batches.onEnd(span)
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  }
}
