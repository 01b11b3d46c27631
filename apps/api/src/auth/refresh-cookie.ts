import { endpoints, sessionLifetimes } from '@palisade/contracts'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

const name = 'refresh_token'

/** No script can read it, no other site can make a browser send it, and it goes to one path alone. */
const attributes = {
  httpOnly: true,
  secure: true,
  sameSite: 'strict',
  path: endpoints['auth.refresh'].path,
} as const

export function setRefreshCookie(reply: FastifyReply, token: string): void {
  setCookie(reply, token, sessionLifetimes.refreshTokenMs / 1_000)
}

export function clearRefreshCookie(reply: FastifyReply): void {
  setCookie(reply, '', 0)
}

export function readRefreshCookie(request: FastifyRequest): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name]
}

function setCookie(reply: FastifyReply, value: string, maxAge: number): void {
  reply.header('set-cookie', stringifySetCookie({ ...attributes, name, value, maxAge }))
}
