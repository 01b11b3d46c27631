import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../../http/problem.ts'
import { clientOf, type Opening } from './session-store.ts'

/**
 * Requires that the calling page may put a session into the cookie of this host. Otherwise a page of one tenant, on the same
 * site as the platform, could sign its visitors in as a user of its own (login CSRF): the platform's pages would continue in
 * that session, and the visitor would work in somebody else's account without noticing. A tenant's own host has its own
 * cookies, so pages there may.
 * @throws ProblemError `origin-not-allowed`
 */
export function requireCookiePage(request: FastifyRequest & { body: Opening }): void {
  const { body, headers, hostname, log } = request
  if (clientOf(body) === 'body' || request.isFromPlatform()) return
  const { origin = '' } = headers
  if (URL.parse(origin)?.hostname === hostname) return
  log.warn({ event: 'origin.refused', reason: 'other-host', origin }, 'CORS origin refused')
  const detail = 'Pages on another host get no session cookie. Send "refreshTokenIn": "body".'
  throw new ProblemError('origin-not-allowed', { blameless: true, detail })
}
