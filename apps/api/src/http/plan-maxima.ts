import { type CountedByPlan, countedByPlan, type ProblemCode, type Tier, tenantMaxima } from '@palisade/contracts'
import type { IdentityDb, TenantDb, TenantQueries } from '@palisade/db'
import { ProblemError } from './problem.ts'

type Count = (db: TenantDb | TenantQueries) => Promise<number>

const people = (tenantId: string) => ({ tenantId, userId: { not: null }, removedAt: null })

/** Row-level security shows rows of the tenant alone; the tenant is named for the index. */
const counts: Record<CountedByPlan, Count> = {
  members: async ({ tenantId, membership, invitation }) =>
    (await membership.count({ where: people(tenantId) })) +
    (await invitation.count({ where: { tenantId, acceptedAt: null, revokedAt: null } })),
  'service-accounts': ({ tenantId, serviceAccount }) =>
    serviceAccount.count({ where: { tenantId, membership: { removedAt: null } } }),
  'api-keys': ({ tenantId, apiKey }) =>
    apiKey.count({ where: { tenantId, serviceAccountId: null, revokedAt: null, expiresAt: { gt: new Date() } } }),
  origins: ({ tenantId, tenantOrigin }) => tenantOrigin.count({ where: { tenantId } }),
}

const refusals = {
  members: 'too-many-members',
  'service-accounts': 'too-many-service-accounts',
  'api-keys': 'too-many-api-keys',
  origins: 'too-many-origins',
} as const satisfies Record<CountedByPlan, ProblemCode>

/**
 * Refuses one more than the plan allows. It reads the plan in the transaction that adds one, so a new plan applies at once.
 * Call it after `lockCount`.
 * @throws ProblemError `too-many-…`
 */
export async function requireRoom(db: TenantDb, what: CountedByPlan): Promise<void> {
  const { tier } = await db.tenant.findFirstOrThrow({ where: { id: db.tenantId }, select: { tier: true } })
  if ((await counts[what](db)) >= tenantMaxima[tier as Tier][what]) throw new ProblemError(refusals[what])
}

/**
 * The same for a person who joins, in a transaction that sees all tenants. The invitation was counted when it was made, so
 * only people count here.
 * @throws ProblemError `too-many-members`
 */
export async function requireRoomForMember(db: IdentityDb, tenantId: string): Promise<void> {
  await db.$queryRaw`
    SELECT FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`membership ${tenantId}`}, 0))) AS locked`
  const { tier } = await db.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { tier: true } })
  const used = await db.membership.count({ where: people(tenantId) })
  if (used >= tenantMaxima[tier as Tier].members) throw new ProblemError(refusals.members)
}

/** What the plan allows, and how much of it the tenant uses. */
export async function describePlanUse(db: TenantQueries, tier: Tier) {
  const used = await Promise.all(countedByPlan.map(what => counts[what](db)))
  return countedByPlan.map((what, index) => ({ what, most: tenantMaxima[tier][what], used: used[index] ?? 0 }))
}
