import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../http/problem.ts'
import { addLayer } from './in-order.ts'

/**
 * While the process is about to stop, a load balancer that watches answers alone, as Nginx does, has to be told by them.
 * A read is refused, so that another node is asked and this one left alone; what may be done once only is done. And no
 * connection is kept: a request that met a closing one would be lost.
 */
export function drain(app: FastifyInstance, { isClosing }: { isClosing: () => boolean }): void {
  addLayer(app, request => {
    if (isClosing() && ['GET', 'HEAD'].includes(request.method)) throw new ProblemError('unavailable')
  })

  app.addHook('onSend', async (_request, reply) => {
    if (isClosing()) reply.header('connection', 'close')
  })
}
