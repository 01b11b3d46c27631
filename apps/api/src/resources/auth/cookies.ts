import { cookiePattern, endpoints } from '@palisade/contracts'
import { stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether browsers reach the API by HTTPS. */
    readonly isPublicByHttps: boolean
  }
}

export const refreshCookie = createCookie('auth.refresh')
export const deviceCookie = createCookie('auth.sign-in')

/** No script can read it, no other site can make a browser send it, and it goes to one path alone. */
function createCookie(endpoint: 'auth.refresh' | 'auth.sign-in') {
  const { cookie: name, path } = endpoints[endpoint]
  const attributes = { name, path, httpOnly: true, sameSite: 'strict' } as const
  const write = (reply: FastifyReply, value: string, maxAgeMs: number): void => {
    // Safari drops `Secure` cookies on http://localhost. Other http origins are refused (config.ts).
    const secure = reply.server.isPublicByHttps
    reply.header(
      'set-cookie',
      stringifySetCookie({ ...attributes, secure, value, maxAge: Math.floor(maxAgeMs / 1_000) }),
    )
  }
  const pattern = new RegExp(cookiePattern(name))
  return {
    read: ({ headers }: FastifyRequest): string | undefined =>
      pattern.exec(headers.cookie ?? '')?.groups?.[`${name}_value`],
    set: write,
    clear: (reply: FastifyReply) => write(reply, '', 0),
  }
}
