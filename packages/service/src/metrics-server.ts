import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Registry } from 'prom-client'
import type { MetricsAddress } from './settings.ts'

/** A listener of its own: the edge proxies to the public port, and nobody beyond the machine reaches this one. */
export async function serveMetrics({ registry }: { registry: Registry }, address: MetricsAddress): Promise<Server> {
  const server = createServer(async (request, response) => {
    const isKnown = request.method === 'GET' && request.url === '/metrics'
    if (isKnown) response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics())
    else response.writeHead(404).end()
  })
  server.listen(address)
  await once(server, 'listening')
  return server
}
