import { randomUUIDv7 } from 'node:crypto'
import { impersonationScopes, type ResponseOf, type Tier } from '@palisade/contracts'
import type { ConsoleDb } from '@palisade/db'
import type { TokenIssuer } from '@palisade/security/jwt'
import type { FastifyRequest } from 'fastify'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { auditOperator } from '../../observability/audit-operator.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { keepReason } from './keep-reason.ts'

/** An operator acts for the owner who allows support access, as long as the owner allows it. */
export function impersonationHandlers({
  tokenIssuer,
}: {
  tokenIssuer: TokenIssuer
}): Handlers<EndpointsOf<'impersonations'>> {
  return {
    'impersonations.start': async request => {
      const { tenantId, reason } = request.body
      const begun = await request.inConsole(async tx => {
        const begun = await begin(request, tx, tenantId)
        await keepReason(tx, { requestId: request.id, tenantId, reason })
        return begun
      })
      return toAnswer(tokenIssuer, request, begun)
    },

    'impersonations.renew': async request => {
      const { impersonationId: id } = request.params
      const open = await request.inConsole(tx => findOpen(request, tx, id))
      return toAnswer(tokenIssuer, request, open)
    },

    'impersonations.end': async request => {
      const { impersonationId: id } = request.params
      await request.inConsole(async tx => {
        const found = await tx.impersonation.findFirst({ where: { id, endedAt: null } })
        if (!found) throw new ProblemError('not-found')
        const { tenantId } = found
        await tx.impersonation.updateMany({ where: { id }, data: { endedAt: new Date() } })
        // The database refuses it from now on. Nodes also refuse its tokens before they ask the database.
        await tx.announce({ what: 'session', tenantId, id })
        auditOperator(request, tx, 'impersonation.ended', { tenantId, object: id, reason: 'ended' })
      })
    },
  }
}

type Open = {
  id: string
  memberId: string
  membershipVersion: number
  endsAt: Date
  tenant: { id: string; slug: string; name: string; tier: string }
}

/** The current permission with the owner who gave it. */
async function findPermission(tx: ConsoleDb, tenantId: string) {
  const allowed = await tx.supportAccess.findFirst({
    where: { tenantId, endedAt: null, expiresAt: { gt: new Date() } },
  })
  const owner =
    allowed &&
    (await tx.membership.findFirst({
      where: { id: allowed.memberId, tenantId, role: 'owner', disabledAt: null },
      select: { id: true, membershipVersion: true },
    }))
  return allowed && owner ? { allowed, owner } : undefined
}

async function begin(
  request: FastifyRequest<{ Body: { tenantId: string; reason: string } }>,
  tx: ConsoleDb,
  tenantId: string,
): Promise<Open> {
  const { actorId: operatorId, sessionId } = request.operator
  const tenant = await tx.tenant.findUnique({ where: { id: tenantId } })
  if (!tenant) throw new ProblemError('not-found')
  const permission = await findPermission(tx, tenantId)
  if (!permission) {
    logSecurityEvent(request, 'impersonation.refused', { object: tenantId })
    throw new ProblemError('no-support-access')
  }
  const { allowed, owner } = permission
  const id = randomUUIDv7()
  const { reason } = request.body
  await tx.impersonation.create({
    data: { id, tenantId, supportAccessId: allowed.id, memberId: owner.id, operatorId, sessionId, reason },
  })
  auditOperator(request, tx, 'impersonation.started', { tenantId, object: id, member: owner.id })
  return { id, memberId: owner.id, membershipVersion: owner.membershipVersion, endsAt: allowed.expiresAt, tenant }
}

/** An impersonation of the caller, in the session in which it began. */
async function findOpen(request: FastifyRequest, tx: ConsoleDb, id: string): Promise<Open> {
  const { actorId: operatorId, sessionId } = request.operator
  const found = await tx.impersonation.findFirst({ where: { id, operatorId, sessionId, endedAt: null } })
  const permission = found && (await findPermission(tx, found.tenantId))
  const tenant = found && (await tx.tenant.findUnique({ where: { id: found.tenantId } }))
  if (!found || !tenant || permission?.allowed.id !== found.supportAccessId) throw new ProblemError('not-found')
  const { allowed, owner } = permission
  return { id, memberId: owner.id, membershipVersion: owner.membershipVersion, endsAt: allowed.expiresAt, tenant }
}

async function toAnswer(
  tokens: TokenIssuer,
  request: FastifyRequest,
  { id, memberId, membershipVersion, endsAt, tenant }: Open,
): Promise<ResponseOf<'impersonations.start'>> {
  const { token, expiresAtMs } = await tokens.issue({
    sub: memberId,
    actor: request.operator.actorId,
    tenantId: tenant.id,
    role: 'support',
    scope: impersonationScopes,
    sessionId: id,
    membershipVersion,
    notAfterMs: endsAt.getTime(),
  })
  return {
    id,
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name, tier: tenant.tier as Tier },
    memberId,
    scopes: [...impersonationScopes],
    accessToken: token,
    tokenType: 'Bearer',
    expiresAt: new Date(expiresAtMs).toISOString(),
    endsAt: endsAt.toISOString(),
  }
}
