import type { FastifyRequest } from 'fastify'

/** Events that change nothing, so that the audit trail does not have them [S80]. Changes are recorded by `audit`. */
export const securityEvents = [
  'auth.sign-in.failed',
  'auth.refresh',
  'auth.refresh.failed',
  'link.requested',
  'link.refused',
  'second-factor.required',
  'second-factor.failed',
  'member.refused',
  'invitation.refused',
  'operator.refused',
  'impersonation.refused',
  'oauth.token',
  'oauth.token.failed',
] as const

type SecurityEvent = (typeof securityEvents)[number]

type Facts = {
  /** The id of the object of the event. */
  object?: string
  /** The member, if it is not the caller. */
  subject?: string | undefined
  /** The person, where the event belongs to no tenant. */
  user?: string | undefined
  tenant?: string | undefined
  reason?: string
  to?: string
}

/** Logs who tried what, from which address. It uses ids only: emails and names must not reach the log. */
export function logSecurityEvent(request: FastifyRequest, event: SecurityEvent, facts: Facts = {}): void {
  const { principal, ip, log } = request
  log.info({ event, subject: principal?.actorId, tenant: principal?.tenantId, ip, ...facts }, 'security event')
}
