import type { WorkerDatabase } from '@palisade/db'
import type { PgBoss } from 'pg-boss'

/** What is left waits for the next run. */
const mostAtOnce = 500

/** Queues a look for each origin that is due: so that none is forgotten, whatever became of the job before. */
export async function queueDueOrigins(db: WorkerDatabase, boss: PgBoss): Promise<{ due: number }> {
  const rows = await db.forHousekeeping(tx =>
    tx.tenantOrigin.findMany({
      select: { id: true, tenantId: true },
      orderBy: { nextCheckAt: 'asc' },
      take: mostAtOnce,
    }),
  )
  for (const { id, tenantId } of rows) await boss.send('origins.verify', { tenantId, id }, { singletonKey: id })
  return { due: rows.length }
}
