import type { FastifyInstance } from 'fastify'
import { addLayer } from '../http/layer.ts'

/**
 * Before the process stops, moves its requests to other nodes. HTTP/1.1 has one signal for "not processed, try elsewhere"
 * that every load balancer knows: a connection that closes without a response (RFC 9112 section 9.3.1). A status cannot be the
 * signal: handlers answer 503 too, and a load balancer that repeated those would run one costly request on all nodes.
 *
 * Reads get that signal, because a load balancer may repeat them. Writes are still processed: a repeated write could run
 * twice. The connections of writes close after the answer, so that no request meets a closing one.
 */
export function drain(app: FastifyInstance, { isClosing }: { isClosing: () => boolean }): void {
  addLayer(app, 'drain', (request, reply) => {
    if (!isClosing() || !['GET', 'HEAD'].includes(request.method)) return
    reply.hijack()
    request.raw.socket.destroy()
  })

  app.addHook('onSend', async (_request, reply) => {
    if (isClosing()) reply.header('connection', 'close')
  })
}
