import type {
  response as original,
  refuseUnreadable as originalRefusal,
} from '../../../apps/api/src/layers/response.ts'

export * from '../../../apps/api/src/layers/response.ts'

/** Leaves Fastify's own responses: no security headers, no filter, and error messages in the body. */
export const response: typeof original = app => {
  app.decorateRequest('problem', null)
}

export const refuseUnreadable: typeof originalRefusal = (_error, socket) => {
  socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
}
