import type { FastifyRequest } from 'fastify'

/** Operations that someone may have to account for later [S80] [S83]. */
type SecurityEvent =
  | 'auth.sign-up'
  | 'auth.sign-in'
  | 'auth.sign-in.failed'
  | 'auth.refresh'
  | 'auth.refresh.failed'
  | 'auth.refresh.reuse'
  | 'auth.sign-out'
  | 'auth.password-changed'
  | 'auth.password-reset'
  | 'tenant.created'
  | 'session.ended'
  | 'session.all-ended'
  | 'second-factor.required'
  | 'second-factor.failed'
  | 'second-factor.enabled'
  | 'second-factor.disabled'
  | 'second-factor.codes-renewed'
  | 'second-factor.step-up'
  | 'member.changed'
  | 'member.refused'
  | 'member.removed'
  | 'member.left'
  | 'ownership.transferred'
  | 'invitation.created'
  | 'invitation.resent'
  | 'invitation.revoked'
  | 'invitation.refused'
  | 'invitation.accepted'
  | 'api-key.created'
  | 'api-key.revoked'

type Facts = {
  /** The user or object that the event affects, if that is not the caller. */
  object?: string
  subject?: string | undefined
  tenant?: string | undefined
  reason?: string
  from?: string
  to?: string
}

/** Logs who did what, to whom, from which address. It uses ids only: emails and names must not reach the log. */
export function logSecurityEvent(request: FastifyRequest, event: SecurityEvent, facts: Facts = {}): void {
  const { principal, ip, log } = request
  log.info({ event, subject: principal?.memberId, tenant: principal?.tenantId, ip, ...facts }, 'security event')
}
