import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'
import type { FastifyInstance } from 'fastify'

const edgeRequestId = /^[0-9a-f]{32}$/

/**
 * One id follows a request through the logs of every layer. The edge's id is taken over when the edge is who calls;
 * anyone else would be writing into our logs.
 */
export function createRequestIds(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trusted = new BlockList()
  for (const entry of trustedProxies) {
    const [address = '', prefix] = entry.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix) trusted.addSubnet(address, Number(prefix), family)
    else trusted.addAddress(address, family)
  }
  return request => {
    const { remoteAddress = '' } = request.socket
    const given = request.headers['x-request-id']
    const isEdge = trusted.check(remoteAddress, isIPv6(remoteAddress) ? 'ipv6' : 'ipv4')
    if (isEdge && typeof given === 'string' && edgeRequestId.test(given)) return given
    return randomUUID().replaceAll('-', '')
  }
}

export function requestId(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
}
