import type {
  response as original,
  refuseUnreadable as originalRefusal,
} from '../../../apps/api/src/layers/response.ts'

export * from '../../../apps/api/src/layers/response.ts'

/** What Fastify answers by itself: no security headers, no filter, and the messages of errors. */
export const response: typeof original = app => {
  app.decorateRequest('problem', null)
}

export const refuseUnreadable: typeof originalRefusal = (_error, socket) => {
  socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
}
