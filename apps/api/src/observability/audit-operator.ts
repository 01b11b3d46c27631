import { type AuditEvent, type AuditFacts, operatorTrail } from '@palisade/contracts'
import type { ConsoleDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { audit, byOperator } from './audit.ts'

/** Records what an operator did to a tenant: in the trail of the tenant, and in the one of the operators. */
export function auditOperator<Event extends AuditEvent>(
  request: FastifyRequest,
  tx: ConsoleDb,
  event: Event,
  { tenantId, ...entry }: { tenantId: string; object: string } & AuditFacts<Event>,
): void {
  const { actorId } = request.operator
  for (const trail of [tenantId, operatorTrail]) {
    audit(request, tx, event, {
      ...(entry as unknown as { object: string } & AuditFacts<Event>),
      by: byOperator(actorId, trail),
    })
  }
}
