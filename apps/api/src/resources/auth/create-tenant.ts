import { mostMemberships, tenantCreationLimit } from '@palisade/contracts'
import { createTenantOf } from '@palisade/db'
import { slidingWindow } from '../../access/limit-policies.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { refuseByLimit } from '../../http/limit-problem.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import type { AuthDeps } from './deps.ts'
import { findMember, toMember } from './member.ts'
import { describeMembership } from './memberships.ts'
import { asTakenSlug, requireFreeSlug } from './sign-up.ts'
import { lockSignedIn } from './user-lock.ts'

const slugPointer = '/slug'

const perPerson = slidingWindow('tenant-creation', tenantCreationLimit)

export function createTenantHandlers({ db, admission }: AuthDeps): Handlers<'auth.create-tenant'> {
  return {
    'auth.create-tenant': async request => {
      request.requirePlatformPage()
      // A suspension must not be a reason to go on in a new tenant.
      if (request.tenant?.suspended) throw new ProblemError('tenant-suspended')
      const { tenantId, memberId } = request.signedIn
      await requireFreeSlug(db, request.body.slug, slugPointer)
      const { userId } = await db.forIdentity(tx => findMember(tx, tenantId, memberId))
      const admitted = await admission.admit({ limits: [{ policy: perPerson, key: userId }] })
      if (!admitted.ok) throw refuseByLimit(request, admitted)
      const member = await db
        .forIdentity(async tx => {
          await lockSignedIn(tx, request.signedIn)
          if ((await tx.membership.count({ where: { userId, removedAt: null } })) >= mostMemberships) {
            throw new ProblemError('too-many-memberships')
          }
          return toMember(await createTenantOf(tx, request.body, userId))
        })
        .catch(error => {
          throw asTakenSlug(error, slugPointer)
        })
      logSecurityEvent(request, 'tenant.created', { object: member.id, to: member.tenantId })
      return describeMembership(member, request.signedIn)
    },
  }
}
