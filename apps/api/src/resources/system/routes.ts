import { createOpenApiDocument } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import type { KeyRing } from '@palisade/security/jwt'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'

type Deps = { db: Database; keys: KeyRing; isClosing: () => boolean }

export function systemHandlers({ db, keys, isClosing }: Deps): Handlers<EndpointsOf<'system'>> {
  const openApi = createOpenApiDocument({ version: '0.1.0' })

  return {
    'system.live': async () => ({ status: 'live' }),

    'system.ready': async request => {
      // A load balancer stops sending requests before the process stops listening.
      if (isClosing()) throw new ProblemError('unavailable')
      try {
        await db.ping()
      } catch (err) {
        request.log.warn({ event: 'not-ready', err }, 'database unavailable')
        throw new ProblemError('unavailable')
      }
      // Redis is not checked: without it a node serves fewer requests, and out of the load balancer it would serve none.
      return { status: 'ready' }
    },

    'system.keys': async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return { keys: keys.jwks().keys.map(key => ({ ...key })) }
    },

    'system.openapi': async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return openApi
    },
  }
}
