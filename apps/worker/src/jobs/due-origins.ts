import { sendOptionsOf, type WorkerDatabase } from '@palisade/db'
import type { PgBoss } from 'pg-boss'

/** The rest waits for the next run. */
const mostAtOnce = 500

/** Queues a lookup for each origin that is due, including those whose job was lost. */
export async function queueDueOrigins(db: WorkerDatabase, boss: PgBoss): Promise<{ due: number }> {
  const rows = await db.forHousekeeping(tx =>
    tx.tenantOrigin.findMany({
      select: { id: true, tenantId: true },
      orderBy: { nextCheckAt: 'asc' },
      take: mostAtOnce,
    }),
  )
  for (const { id, tenantId } of rows) {
    const job = { tenantId, id }
    await boss.send('origins.verify', job, sendOptionsOf(job))
  }
  return { due: rows.length }
}
