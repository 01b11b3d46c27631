import type { PrismaClient } from './generated/client.ts'

export type SecurityCounts = {
  /** Any instant of the hour. */
  at: Date
  kind: string
  count: number
}

/** Adds the counts to the rows of their hours, in one order, so that two nodes never wait for each other. */
export async function addSecurityCounts(prisma: PrismaClient, counts: readonly SecurityCounts[]): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO security_counts AS known (starts_at, kind, count)
    SELECT date_trunc('hour', at, 'UTC'), kind, sum(count)
    FROM jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) AS added(at timestamptz, kind text, count bigint)
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (starts_at, kind) DO UPDATE SET count = known.count + excluded.count`
}
