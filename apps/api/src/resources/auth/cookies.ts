import { type CookieName, cookieName, cookiePattern, endpoints } from '@palisade/contracts'
import { stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether browsers reach the API by HTTPS. */
    readonly isPublicByHttps: boolean
  }
}

export const refreshCookie = createCookie(endpoints['auth.refresh'].cookies[0])
export const deviceCookie = createCookie(endpoints['invitations.accept'].cookies[0])

/**
 * No script can read it, no other site can make a browser send it, and no other host can set it. The prefix `__Host-`
 * requires `Path=/`, so browsers send it with every request. The edge forwards it only to endpoints that read it.
 */
function createCookie(cookie: CookieName) {
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict' } as const
  const write = (reply: FastifyReply, value: string, maxAgeMs: number): void => {
    // Safari drops `Secure` cookies on http://localhost. Other http origins are refused (config.ts).
    const isHttps = reply.server.isPublicByHttps
    const pair = { name: cookieName(cookie, { isHttps }), value }
    const maxAge = Math.floor(maxAgeMs / 1_000)
    reply.header('set-cookie', stringifySetCookie({ ...attributes, ...pair, secure: isHttps, maxAge }))
  }
  const patternFor = (isHttps: boolean) => new RegExp(cookiePattern(cookie, { isHttps }))
  const [https, http] = [patternFor(true), patternFor(false)]
  return {
    read: ({ headers, server }: FastifyRequest): string | undefined =>
      (server.isPublicByHttps ? https : http).exec(headers.cookie ?? '')?.groups?.[`${cookie}_value`],
    set: write,
    clear: (reply: FastifyReply) => write(reply, '', 0),
  }
}
