import type { AuditEvent, AuditFacts } from '@palisade/contracts'
import type { Auditing, NewAuditEntry } from '@palisade/db'
import type { FastifyRequest } from 'fastify'

/** Who acts, in the tenant whose trail the entry belongs to. */
export type Actor = NewAuditEntry['actor'] & { tenantId: string }

type Entry<Event extends AuditEvent> = {
  /** The id of what the event is about. */
  object: string
  /** Default: the caller. */
  by?: Actor
} & AuditFacts<Event>

/** A member who is not the caller, for example because the endpoint takes no access token. */
export function byMember({ id, tenantId }: { id: string; tenantId: string }): Actor {
  return { kind: 'member', id, tenantId }
}

/** An operator, in the trail of a tenant or of the operators. */
export function byOperator(id: string, tenantId: string): Actor {
  return { kind: 'operator', id, tenantId }
}

/** What the platform does by itself in a tenant. */
export function bySystem(tenantId: string): Actor {
  return { kind: 'system', id: null, tenantId }
}

/**
 * Records who did what: in the audit trail of the tenant, which commits with the transaction `tx` of the change, and in the
 * log, once it has committed. It uses ids only.
 * @throws Error when the endpoint does not declare the event
 * @example audit(request, tx, 'api-key.created', { object: id, scopes })
 */
export function audit<Event extends AuditEvent>(
  request: FastifyRequest,
  tx: Auditing,
  event: Event,
  { object, by = callerOf(request), ...facts }: Entry<Event>,
): void {
  const { endpoint, id: requestId, ip, log, principal } = request
  if (!(endpoint?.audit as readonly string[] | undefined)?.includes(event)) {
    throw new Error(`the endpoint ${endpoint?.id} does not declare the event ${event}`)
  }
  const { tenantId, ...actor } = by
  // A key acts for a member, whose pseudonym is in the other lines about the request.
  const subject = actor.kind === 'api-key' ? principal?.actorId : actor.id
  const line = { event, subject, tenant: tenantId, ip, object, ...(facts as object) }
  tx.audit({ tenantId, event, actor, object, requestId, facts: facts as unknown as AuditFacts<Event> }, () =>
    log.info(line, 'security event'),
  )
}

function callerOf({ caller }: FastifyRequest): Actor {
  const { tenantId } = caller
  if (caller.kind === 'api-key') return { kind: 'api-key', id: caller.keyId, tenantId }
  if (caller.kind === 'operator' || caller.kind === 'impersonation') return byOperator(caller.actorId, tenantId)
  return { kind: 'member', id: caller.memberId, tenantId }
}
