import { Prisma, type PrismaClient } from './generated/client.ts'

/** What was used in this calendar month, in UTC, in one class of limits. */
type MonthlyUse = {
  /** null for the sum of all tenants that have no row of their own. */
  tenantId: string | null
  class: string
  units: number
  limited: number
}

export type BusiestUsage = {
  tenants: (MonthlyUse & { tier: string | null })[]
  keys: (MonthlyUse & { callerId: string | null })[]
}

export type BusiestOptions = {
  /** The most tenants, and the most keys, that get their own rows. */
  most: number
  /** The units that each plan allows in a month. */
  quotas: Readonly<Record<string, number>>
}

const totals = Prisma.sql`sum(units) AS units, sum(limited) AS limited`
const numbers = Prisma.sql`sum(units)::float8 AS units, sum(limited)::float8 AS limited`

const ofThisMonth = Prisma.sql`FROM usage_counts WHERE unit = 'day' AND starts_at >= date_trunc('month', now(), 'UTC')`

/**
 * Reads the usage of this month, by class, of the tenants that have used most of their plan, and of the busiest keys. It sums up all
 * others in one row for each class, so the result stays small with any number of tenants.
 */
export async function readBusiestUsage(prisma: PrismaClient, { most, quotas }: BusiestOptions): Promise<BusiestUsage> {
  const tenants = await prisma.$queryRaw<BusiestUsage['tenants']>`
    WITH used AS (SELECT tenant_id, class, ${totals} ${ofThisMonth} GROUP BY 1, 2), busiest AS (
      SELECT tenant_id, tier FROM used JOIN tenants ON tenants.id = tenant_id
      GROUP BY tenant_id, tier
      ORDER BY sum(units) / (${JSON.stringify(quotas)}::jsonb ->> tier::text)::numeric DESC, tenant_id LIMIT ${most}
    )
    SELECT busiest.tenant_id AS "tenantId", tier, class, ${numbers}
    FROM used LEFT JOIN busiest ON busiest.tenant_id = used.tenant_id GROUP BY 1, 2, 3`
  const keys = await prisma.$queryRaw<BusiestUsage['keys']>`
    WITH used AS (
      SELECT tenant_id, caller_id, class, ${totals} ${ofThisMonth} AND caller_kind <> 'people' GROUP BY 1, 2, 3
    ), busiest AS (SELECT tenant_id, caller_id FROM used GROUP BY 1, 2 ORDER BY sum(units) DESC, 2 LIMIT ${most})
    SELECT busiest.tenant_id AS "tenantId", busiest.caller_id AS "callerId", class, ${numbers}
    FROM used LEFT JOIN busiest ON (busiest.tenant_id, busiest.caller_id) = (used.tenant_id, used.caller_id)
    GROUP BY 1, 2, 3`
  return { tenants, keys }
}
