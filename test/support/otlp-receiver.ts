import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ReceivedSpan = {
  service: string
  traceId: string
  spanId: string
  /** Empty for the first span of a trace. */
  parentSpanId: string
  name: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: Record<string, unknown>
}

type Attribute = { key: string; value: Record<string, unknown> }

/** A body of OTLP over HTTP in JSON (opentelemetry-proto, trace/v1). */
type ExportRequest = {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: { spans: (Omit<ReceivedSpan, 'service' | 'attributes'> & { attributes: Attribute[] })[] }[]
  }[]
}

/**
 * Starts a collector that keeps the spans it gets at `/v1/traces`. `/spans` answers them as JSON, so that a test in another process
 * can read them.
 */
export async function startOtlpReceiver() {
  const spans: ReceivedSpan[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET') {
      response.end(JSON.stringify(spans))
      return
    }
    spans.push(...readSpans(JSON.parse(Buffer.concat(await request.toArray()).toString()) as ExportRequest))
    response.setHeader('content-type', 'application/json').end('{}')
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    tracesUrl: `${url}/v1/traces`,
    spansUrl: `${url}/spans`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function readSpans({ resourceSpans }: ExportRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name'])
    return scopeSpans
      .flatMap(scope => scope.spans)
      .map(span => ({
        ...span,
        service,
        parentSpanId: span.parentSpanId ?? '',
        attributes: valuesOf(span.attributes),
      }))
  })
}

/** Each value is in a field that names its type. */
function valuesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
