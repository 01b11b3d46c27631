import type { UsageCounts } from './add-usage.ts'
import { Prisma, type PrismaClient } from './generated/client.ts'
import { inScopeWithin } from './scoped-pool.ts'

export type UsageSums = Pick<UsageCounts, 'requests' | 'units' | 'unauthenticated' | 'forbidden' | 'limited'>

export type UsagePeriod = {
  unit: 'hour' | 'day'
  /** The start of an hour or day. */
  from: Date
  /** Only the requests with this key. */
  callerId?: string | undefined
}

export type OrdersOfDay = { day: Date; status: string; currency: string; orders: number; totalMinor: bigint }

/** Sums over many rows of one tenant, each with a time limit. */
export type Figures = {
  /** By hour or day and class, the oldest first. */
  usageOverTime(period: UsagePeriod): Promise<(UsageSums & { at: Date; class: string })[]>
  /** By caller, the busiest first. */
  usageByCaller(
    period: UsagePeriod,
    most: number,
  ): Promise<(UsageSums & Pick<UsageCounts, 'callerKind' | 'callerId'>)[]>
  /** By the day of UTC on which they were created, present status and currency, the oldest first. */
  ordersByDay(from: Date): Promise<OrdersOfDay[]>
}

/** Sums over very many orders are costly. Like the limit of searches, this one has no effect on the embedded PostgreSQL. */
const statementTimeoutMs = 1_000

const sums = Prisma.sql`
  sum(requests)::float8 AS requests, sum(units)::float8 AS units, sum(unauthenticated)::float8 AS unauthenticated,
  sum(forbidden)::float8 AS forbidden, sum(limited)::float8 AS limited`

export function createFigures(prisma: PrismaClient, tenantId: string): Figures {
  const query = <Row>(sql: Prisma.Sql) => inScopeWithin(statementTimeoutMs, () => prisma.$queryRaw<Row[]>(sql))
  const usageIn = ({ unit, from, callerId }: UsagePeriod) => Prisma.sql`
    FROM usage_counts WHERE tenant_id = ${tenantId}::uuid AND unit = ${unit} AND starts_at >= ${from}
    ${callerId ? Prisma.sql`AND caller_id = ${callerId}::uuid` : Prisma.empty}`
  return {
    usageOverTime: period =>
      query(Prisma.sql`
        SELECT starts_at AS at, class, ${sums} ${usageIn(period)} GROUP BY starts_at, class ORDER BY starts_at, class`),
    usageByCaller: (period, most) =>
      query(Prisma.sql`
        SELECT caller_kind AS "callerKind", caller_id AS "callerId", ${sums} ${usageIn(period)}
        GROUP BY caller_kind, caller_id ORDER BY sum(requests) DESC, caller_id LIMIT ${most}`),
    ordersByDay: from =>
      query(Prisma.sql`
        SELECT date_trunc('day', created_at, 'UTC') AS day, status, currency, count(*)::integer AS orders,
          sum(total_minor)::bigint AS "totalMinor"
        FROM orders WHERE tenant_id = ${tenantId}::uuid AND created_at >= ${from}
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`),
  }
}
