import type { JobDb, TenantJob, WorkerDatabase } from '@palisade/db'

const unfinished = ['queued', 'running']

/** Counts the orders in the period of a report. A retry after a crash gives the same result. */
export async function computeReport(db: WorkerDatabase, { tenantId, id }: TenantJob): Promise<{ orders?: number }> {
  const where = { tenantId, id, status: { in: unfinished } }
  const { count } = await db.forTenant(tenantId, tx => tx.report.updateMany({ where, data: { status: 'running' } }))
  if (count === 0) return {}
  return db.forTenant(tenantId, async tx => {
    const { createdFrom, createdBefore } = await tx.report.findFirstOrThrow({ where: { tenantId, id } })
    const result = await countOrders(tx, { gte: createdFrom, lt: createdBefore })
    await tx.report.updateMany({ where, data: { status: 'done', result, finishedAt: new Date() } })
    return { orders: result.reduce((sum, { orders }) => sum + orders, 0) }
  })
}

/** Marks a report as failed after the last attempt, also when the worker of that attempt has crashed. */
export function failReport(db: WorkerDatabase, { tenantId, id }: TenantJob): Promise<{ count: number }> {
  const where = { tenantId, id, status: { in: unfinished } }
  const data = { status: 'failed', finishedAt: new Date() }
  return db.forTenant(tenantId, tx => tx.report.updateMany({ where, data }))
}

async function countOrders(tx: JobDb, createdAt: { gte: Date; lt: Date }) {
  const groups = await tx.order.groupBy({
    by: ['status', 'currency'],
    where: { tenantId: tx.tenantId, createdAt },
    orderBy: [{ status: 'asc' }, { currency: 'asc' }],
    _count: true,
    _sum: { totalMinor: true },
  })
  return groups.map(({ status, currency, _count: orders, _sum }) => {
    return { status, currency, orders, totalMinor: String(_sum.totalMinor ?? 0n) }
  })
}
