import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { Registry } from 'prom-client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createSpanQueue } from './span-queue.ts'

/** A tracer that sends to a collector with this behavior, and the counts of its spans. */
async function traceTo(collector: RequestListener) {
  const server = createServer(collector)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const registry = new Registry()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`
  const queue = createSpanQueue(new OTLPTraceExporter({ url, timeoutMillis: 500 }), registry)
  const tracer = new TracerProvider({ spanProcessors: [queue] }).getTracer('test')
  const counts = async () => {
    const { values = [] } = (await registry.getSingleMetric('palisade_spans_total')?.get()) ?? {}
    return Object.fromEntries(values.map(({ labels, value }) => [labels['outcome'], value]))
  }
  return { tracer, counts }
}

test('[S86] spans above the bound are dropped and counted while the collector does not answer', async () => {
  const { tracer, counts } = await traceTo(() => {})
  for (let span = 0; span < 3_000; span++) tracer.startSpan('span').end()
  expect(await counts()).toEqual({ sent: 0, lost: 0, dropped: 3_000 - 2_048 })
  // The exporter gives up, and there is room again.
  await vi.waitFor(async () => expect((await counts())['lost']).toBeGreaterThan(0), { timeout: 20_000 })
})

test('[S86] spans that the collector takes are counted as sent, and those that it refuses as lost', async () => {
  const statuses = [200, 400]
  const { tracer, counts } = await traceTo((request, response) => {
    request.resume().on('end', () => response.writeHead(statuses.shift() ?? 500).end('{}'))
  })
  tracer.startSpan('first').end()
  await vi.waitFor(async () => expect(await counts()).toEqual({ sent: 1, lost: 0, dropped: 0 }), { timeout: 20_000 })
  tracer.startSpan('second').end()
  await vi.waitFor(async () => expect(await counts()).toEqual({ sent: 1, lost: 1, dropped: 0 }), { timeout: 20_000 })
})
