import type { PrismaClient } from './generated/client.ts'

/** People have no key: their requests are counted together. */
export const people = '00000000-0000-0000-0000-000000000000'

/** Requests of one caller and class in one hour. */
export type UsageCounts = {
  tenantId: string
  /** Any instant of the hour. */
  at: Date
  callerKind: 'people' | 'api-key' | 'client-key'
  callerId: string
  class: string
  requests: number
  units: number
  unauthenticated: number
  forbidden: number
  limited: number
}

/**
 * Adds the counts to the rows of their hours and days. The rows are written in one order, so that two nodes never wait for each
 * other. One batch can hold several hours of a day, hence the sums.
 */
export async function addUsage(prisma: PrismaClient, counts: readonly UsageCounts[]): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO usage_counts AS known (tenant_id, unit, starts_at, caller_kind, caller_id, class,
      requests, units, unauthenticated, forbidden, limited)
    SELECT added."tenantId", unit, date_trunc(unit, added.at, 'UTC') AS starts_at, added."callerKind", added."callerId",
      added.class, sum(requests), sum(units), sum(unauthenticated), sum(forbidden), sum(limited)
    FROM jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) AS added("tenantId" uuid, at timestamptz, "callerKind" text,
      "callerId" uuid, class text, requests bigint, units bigint, unauthenticated bigint, forbidden bigint, limited bigint)
    JOIN tenants ON tenants.id = added."tenantId"
    CROSS JOIN unnest(ARRAY['hour', 'day']) AS unit
    GROUP BY 1, 2, 3, 4, 5, 6
    ORDER BY 1, 2, 3, 5, 6
    ON CONFLICT (tenant_id, unit, starts_at, caller_id, class) DO UPDATE SET
      requests = known.requests + excluded.requests,
      units = known.units + excluded.units,
      unauthenticated = known.unauthenticated + excluded.unauthenticated,
      forbidden = known.forbidden + excluded.forbidden,
      limited = known.limited + excluded.limited`
}
