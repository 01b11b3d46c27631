import type { EndpointId, ProblemCode } from '@palisade/contracts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import type { Handler } from '../../http/handler.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'

const refusals: readonly ProblemCode[] = ['link-expired', 'wrong-account']

/** Logs each token of a mailed link that one of these endpoints refuses: guesses, and links that were passed on. */
export function logRefusedLinks<Ids extends EndpointId>(handlers: Handlers<Ids>): Handlers<Ids> {
  const logged = Object.entries<Handler>(handlers as Record<string, Handler>).map(([id, handle]) => {
    const logging: Handler = async (request, reply) => {
      try {
        return await handle(request, reply)
      } catch (error) {
        const isRefusal = error instanceof ProblemError && refusals.includes(error.code)
        if (isRefusal) logSecurityEvent(request, 'link.refused', { to: id, reason: error.code })
        throw error
      }
    }
    return [id, logging]
  })
  return Object.fromEntries(logged) as Handlers<Ids>
}
