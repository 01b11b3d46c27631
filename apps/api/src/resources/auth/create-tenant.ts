import { mostMemberships, tenantCreationLimit } from '@palisade/contracts'
import { createTenantOf, type IdentityDb } from '@palisade/db'
import { slidingWindow } from '../../access/limit-policies.ts'
import { charge } from '../../http/charge.ts'
import type { EndpointRequest, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit, byMember } from '../../observability/audit.ts'
import type { AuthDeps } from './deps.ts'
import { findMember, type Member, toMember } from './member.ts'
import { describeMembership } from './memberships.ts'
import { asTakenSlug, requireFreeSlug } from './sign-up.ts'
import { lockSignedIn } from './user-lock.ts'

const slugPointer = '/slug'

const perPerson = slidingWindow('tenant-creation', tenantCreationLimit)

export function createTenantHandlers({ db, admission }: AuthDeps): Handlers<'auth.create-tenant'> {
  return {
    'auth.create-tenant': async request => {
      request.requirePlatformPage()
      const { tenantId, memberId } = request.signedIn
      await requireFreeSlug(db, request.body.slug, slugPointer)
      const { userId } = await db.forIdentity(tx => findMember(tx, tenantId, memberId))
      const limits = [{ policy: perPerson, key: userId }]
      const create = (tx: IdentityDb) => createIn(tx, request, userId)
      const member = await charge(admission, request, limits, () => db.forIdentity(create)).catch(error => {
        throw asTakenSlug(error, slugPointer)
      })
      return describeMembership(member, request.signedIn)
    },
  }
}

async function createIn(
  tx: IdentityDb,
  request: EndpointRequest<'auth.create-tenant'>,
  userId: string,
): Promise<Member> {
  await lockSignedIn(tx, request.signedIn)
  await requireNoSuspension(tx, userId)
  if ((await tx.membership.count({ where: { userId, removedAt: null } })) >= mostMemberships) {
    throw new ProblemError('too-many-memberships')
  }
  const member = toMember(await createTenantOf(tx, request.body, userId))
  audit(request, tx, 'tenant.created', { object: member.id, by: byMember(member) })
  return member
}

/**
 * Refuses owners of a suspended tenant, who could escape the suspension with a new tenant.
 * @throws ProblemError `tenant-suspended`
 */
async function requireNoSuspension(db: IdentityDb, userId: string): Promise<void> {
  const where = { userId, role: 'owner', disabledAt: null, tenant: { state: 'suspended' } }
  if ((await db.membership.count({ where })) > 0) throw new ProblemError('tenant-suspended')
}
