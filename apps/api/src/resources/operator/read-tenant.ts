import type { ResponseOf, Tier } from '@palisade/contracts'
import type { ConsoleDb } from '@palisade/db'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import { tenantPolicies } from '../../access/limit-policies.ts'
import { describeLimit } from '../../http/describe-limit.ts'
import { readLastDay } from './security-overview.ts'
import { countMembers, summarize } from './tenant-list.ts'

const mostShown = 50

type Found = Omit<ResponseOf<'operator.tenant'>, 'limits'>

/** What the console shows of a tenant; undefined when there is none. */
export async function readTenant(tx: ConsoleDb, id: string): Promise<Found | undefined> {
  const row = await tx.tenant.findUnique({ where: { id } })
  if (!row) return undefined
  const open = { tenantId: id, endedAt: null }
  const allowed = await tx.supportAccess.findFirst({ where: { ...open, expiresAt: { gt: new Date() } } })
  const origins = await tx.tenantOrigin.findMany({
    where: { tenantId: id },
    select: { origin: true, verifiedAt: true },
    orderBy: { origin: 'asc' },
    take: mostShown,
  })
  const impersonations = allowed
    ? await tx.impersonation.findMany({
        where: { ...open, supportAccessId: allowed.id },
        orderBy: { startedAt: 'desc' },
        take: mostShown,
      })
    : []
  return {
    ...summarize(row, await countMembers(tx, [row])),
    lastDay: await readLastDay(tx, id),
    domains: origins.map(({ origin, verifiedAt }) => ({ origin, verified: verifiedAt !== null })),
    supportAccess: allowed && { since: allowed.createdAt.toISOString(), until: allowed.expiresAt.toISOString() },
    impersonations: impersonations.map(({ id, operatorId, reason, startedAt }) => ({
      id,
      operatorId,
      reason,
      startedAt: startedAt.toISOString(),
    })),
  }
}

/** The remaining units of the limits of a plan. A check with cost 0 reads the counters without taking units. */
export async function readLimits(admission: AdmissionStore, key: string, tier: Tier) {
  const { perTenant, quota } = tenantPolicies[tier]
  const admitted = await admission.admit({ limits: [perTenant, quota].map(policy => ({ policy, key, cost: 0 })) })
  if (admitted.ok) return admitted.limits.map(describeLimit)
  return admitted.reason === 'limited' ? admitted.limits.map(describeLimit) : []
}
