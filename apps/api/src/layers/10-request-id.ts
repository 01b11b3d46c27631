import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

const edgeRequestId = /^[0-9a-f]{32}$/

/**
 * One id follows a request through the logs of every layer. The edge's id is taken over when the edge is who calls;
 * anyone else would be writing into our logs.
 */
export function createRequestIds(isEdge: (address: string) => boolean): (request: IncomingMessage) => string {
  return ({ headers, socket }) => {
    const given = headers['x-request-id']
    if (typeof given === 'string' && edgeRequestId.test(given) && isEdge(socket.remoteAddress ?? '')) return given
    return randomUUID().replaceAll('-', '')
  }
}

export function requestId(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, next) => {
    // Fastify takes the forwarded addresses apart each time that it is asked, and most layers ask.
    Object.defineProperty(request, 'ip', { value: request.ip })
    reply.header('x-request-id', request.id)
    next()
  })
}
