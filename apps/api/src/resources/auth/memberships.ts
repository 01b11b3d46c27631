import type { ResponseOf, Role } from '@palisade/contracts'
import type { FastifyRequest } from 'fastify'
import type { UserPrincipal } from '../../access/principal.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import type { AuthDeps } from './deps.ts'
import { findMember, findMembersOf, type Member } from './member.ts'

export function membershipHandlers({ db }: AuthDeps): Handlers<'auth.memberships'> {
  return {
    'auth.memberships': async request => {
      const { tenantId, memberId } = request.signedIn
      const { members, operator } = await db.forIdentity(async tx => {
        const { userId } = await findMember(tx, tenantId, memberId)
        // No tenant's page learns who runs the platform.
        const operator = request.isFromPlatform() && (await tx.operator.count({ where: { userId } })) > 0
        return { members: await findMembersOf(tx, userId), operator }
      })
      const items = members
        .filter(member => request.isFromPageOf(member.tenantId))
        .map(member => describeMembership(member, request.signedIn))
      return { items, operator }
    },
  }
}

/** A membership as its person sees it. `current`: the access token is for it. */
export function describeMembership(
  { id, role, tenant }: Member,
  { memberId }: Pick<UserPrincipal, 'memberId'>,
): ResponseOf<'auth.create-tenant'> {
  const { id: tenantId, slug, name } = tenant
  return { tenant: { id: tenantId, slug, name }, role: role as Role, current: id === memberId }
}

/**
 * Chooses the membership with which a session continues: the one in `tenantId`, if the client names a tenant, or the first one
 * that the calling page may use. A tenant's own page never gets a token for another tenant.
 * @param members the enabled memberships of the session's user, in order of preference
 * @throws ProblemError `origin-not-allowed`, `not-a-member`
 */
export function chooseMember(
  request: FastifyRequest,
  members: readonly Member[],
  tenantId: string | undefined,
): Member | undefined {
  if (tenantId) request.requireTenantOrigin(tenantId)
  const candidates = tenantId ? members.filter(member => member.tenantId === tenantId) : members
  const chosen = candidates.find(member => request.isFromPageOf(member.tenantId))
  if (chosen) return chosen
  if (tenantId) throw new ProblemError('not-a-member')
  const [first] = candidates
  if (first) request.requireTenantOrigin(first.tenantId)
  return undefined
}
