import type { IdentityDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { type Actor, audit, byMember } from '../../observability/audit.ts'

type PersonEvent =
  | 'auth.password-changed'
  | 'auth.password-reset'
  | 'auth.password-rehashed'
  | 'auth.email-changed'
  | 'auth.email-restored'
  | 'session.all-ended'
  | 'second-factor.enabled'
  | 'second-factor.disabled'
  | 'second-factor.codes-renewed'

/**
 * Records what a person changed about how they sign in: it concerns every tenant that the person belongs to. Each trail
 * names its own member, so that no tenant learns of another one. The database refuses such a change without these entries.
 *
 * @param by who changed it, in the trail of a membership; the person, where it is left out
 */
export async function auditPerson(
  request: FastifyRequest,
  db: IdentityDb,
  userId: string,
  event: PersonEvent,
  by: (member: { id: string; tenantId: string }) => Actor = byMember,
): Promise<void> {
  const where = { userId, removedAt: null }
  const members = await db.membership.findMany({ where, select: { id: true, tenantId: true } })
  for (const member of members) audit(request, db, event, { object: member.id, by: by(member) })
}
