import type { RequestOf } from '@palisade/contracts'
import type { TenantReader } from '@palisade/db'
import { instant, readPage } from '../../http/pages.ts'

const name = { select: { name: true } } as const

type HistoryQuery = RequestOf<'orders.history'>['query']

/**
 * One page of the order's history, newest first. Everybody who may write can add an entry with each request, so its length
 * has no bound.
 * @returns undefined when the tenant has no such order
 */
export async function findEvents(db: TenantReader, orderId: string, query: HistoryQuery) {
  const { tenantId } = db
  if ((await db.order.count({ where: { tenantId, id: orderId } })) === 0) return undefined
  const page = readPage(query, { sortedBy: { at: instant }, defaultSort: '-at' })
  const rows = await db.orderEvent.findMany({
    where: { tenantId, orderId, ...page.where },
    orderBy: page.orderBy,
    take: page.take,
    include: { actor: { select: { id: true, removedName: true, user: name, serviceAccount: name } } },
  })
  return page.cut(rows)
}
