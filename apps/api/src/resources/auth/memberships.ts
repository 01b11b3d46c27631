import type { Role } from '@palisade/contracts'
import type { FastifyRequest } from 'fastify'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import type { AuthDeps } from './deps.ts'
import { findMember, findMembersOf, type Member } from './member.ts'

export function membershipHandlers({ db }: AuthDeps): Handlers<'auth.memberships'> {
  return {
    'auth.memberships': async request => {
      const { tenantId, memberId } = request.signedIn
      const members = await db.forIdentity(async tx => {
        const { userId } = await findMember(tx, tenantId, memberId)
        return findMembersOf(tx, userId)
      })
      const items = members
        .filter(member => request.isFromPageOf(member.tenantId))
        .map(({ id, role, tenant }) => ({
          tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name },
          role: role as Role,
          current: id === memberId,
        }))
      return { items }
    },
  }
}

/**
 * Chooses the membership that a session goes on with: the one of `tenantId`, where the client asks for a tenant, or the
 * first that the calling page may work with. A tenant's own page never gets a token for another tenant.
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
