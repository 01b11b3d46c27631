import type { FastifyReply, FastifyRequest } from 'fastify'

/** A handler as its wrappers see it. */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
