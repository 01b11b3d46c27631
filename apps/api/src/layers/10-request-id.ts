import { randomFillSync } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { requestIdPattern } from '@palisade/contracts'
import type { FastifyInstance } from 'fastify'
import { addLayer } from '../http/layer.ts'

const edgeRequestId = new RegExp(`^${requestIdPattern}$`)

/**
 * One id follows a request through the logs of every layer. The API accepts an id only from the edge: otherwise any
 * caller could write into the logs.
 */
export function createRequestIds(isEdge: (address: string) => boolean): (request: IncomingMessage) => string {
  return ({ headers, socket }) => {
    const given = headers['x-request-id']
    if (typeof given === 'string' && edgeRequestId.test(given) && isEdge(socket.remoteAddress ?? '')) return given
    return createId()
  }
}

const idBytes = 16
const random = Buffer.alloc(256 * idBytes)
let used = random.length

/** Draws random bytes for many ids at once: single draws cost five times as much. */
export function createId(): string {
  if (used === random.length) {
    randomFillSync(random)
    used = 0
  }
  used += idBytes
  return random.toString('hex', used - idBytes, used)
}

export function requestId(app: FastifyInstance): void {
  addLayer(app, 'request-id', (request, reply) => {
    // Fastify parses the forwarded addresses on each access, and most layers read `ip`: parse them once.
    Object.defineProperty(request, 'ip', { value: request.ip })
    reply.header('x-request-id', request.id)
  })
}
