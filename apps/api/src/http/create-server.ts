import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { headerLimits } from '@palisade/contracts'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'

type Options = {
  loggerInstance: FastifyBaseLogger
  /** Whether the address belongs to our own edge, whose `X-Forwarded-For` is believed. */
  isEdge: (address: string) => boolean
  createRequestId: (request: IncomingMessage) => string
  refuseUnreadable: (error: NodeJS.ErrnoException, socket: Socket) => void
}

/** Creates Fastify. Its own limits have the values of the contracts, or are off where one of our layers enforces them. */
export function createServer({ loggerInstance, isEdge, createRequestId, refuseUnreadable }: Options): FastifyInstance {
  const app: FastifyInstance = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: createRequestId,
    trustProxy: isEdge,
    // Each endpoint sets its own limit.
    bodyLimit: 1,
    http: { maxHeaderSize: headerLimits.totalBytes, requireHostHeader: false, headersTimeout: 15_000 },
    // An upload of the largest file over 1.4 Mbit/s. The edge ends slower requests of other kinds earlier.
    requestTimeout: 60_000,
    return503OnClosing: false,
    clientErrorHandler: refuseUnreadable,
  })
  // RFC 9110 section 10.1.1: an expectation may be ignored. Node would answer 417 without a problem.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  return app
}
