import { endpoints, sessionLifetimes } from '@palisade/contracts'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const refreshCookie = createCookie('auth.refresh', sessionLifetimes.refreshTokenMs)
export const deviceCookie = createCookie('auth.sign-in', sessionLifetimes.knownDeviceMs)

/** No script can read it, no other site can make a browser send it, and it goes to one path alone. */
function createCookie(endpoint: 'auth.refresh' | 'auth.sign-in', lifetimeMs: number) {
  const { cookie: name, path } = endpoints[endpoint]
  const attributes = { name, path, httpOnly: true, secure: true, sameSite: 'strict' } as const
  const write = (reply: FastifyReply, value: string, maxAgeMs: number): void => {
    reply.header('set-cookie', stringifySetCookie({ ...attributes, value, maxAge: maxAgeMs / 1_000 }))
  }
  return {
    read: ({ headers }: FastifyRequest): string | undefined => parseCookie(headers.cookie ?? '')[name],
    set: (reply: FastifyReply, value: string) => write(reply, value, lifetimeMs),
    clear: (reply: FastifyReply) => write(reply, '', 0),
  }
}
