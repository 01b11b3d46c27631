import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Registry } from 'prom-client'
import type { MetricsAddress } from './settings.ts'

/** Serves metrics on a separate port of loopback. The edge proxies only to the public port. */
export async function serveMetrics({ registry }: { registry: Registry }, address: MetricsAddress): Promise<Server> {
  const server = createServer(async (request, response) => {
    const isKnown = request.method === 'GET' && request.url === '/metrics'
    const text = isKnown ? await registry.metrics().catch(() => undefined) : undefined
    if (text === undefined) response.writeHead(isKnown ? 500 : 404).end()
    else response.writeHead(200, { 'content-type': registry.contentType }).end(text)
  })
  server.listen(address)
  await once(server, 'listening')
  return server
}
