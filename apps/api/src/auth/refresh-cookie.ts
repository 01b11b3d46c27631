import { endpoints, sessionLifetimes } from '@palisade/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'

const { cookie: name, path } = endpoints['auth.refresh']

/** No script can read it, no other site can make a browser send it, and it goes to one path alone. */
const attributes = {
  httpOnly: true,
  secure: true,
  sameSite: 'strict',
  path,
} as const

export function setRefreshCookie(reply: FastifyReply, token: string): void {
  reply.setCookie(name, token, { ...attributes, maxAge: sessionLifetimes.refreshTokenMs / 1_000 })
}

export function clearRefreshCookie(reply: FastifyReply): void {
  reply.clearCookie(name, attributes)
}

export function readRefreshCookie(request: FastifyRequest): string | undefined {
  return request.cookies[name]
}
