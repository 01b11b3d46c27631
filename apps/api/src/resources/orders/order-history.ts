import type { RequestOf } from '@palisade/contracts'
import type { TenantReader } from '@palisade/db'
import { beyond, defaultLimit, readCursor, writeCursor } from './page-cursor.ts'

type HistoryQuery = RequestOf<'orders.history'>['query']

/**
 * One page of the order's history, newest first. Everybody who may write can add an entry with each request, so its length
 * has no bound.
 * @returns undefined when the tenant has no such order
 */
export async function findEvents(db: TenantReader, orderId: string, { limit = defaultLimit, cursor }: HistoryQuery) {
  const { tenantId } = db
  if ((await db.order.count({ where: { tenantId, id: orderId } })) === 0) return undefined
  const after = cursor === undefined ? undefined : readCursor(cursor, 'history', 'instant')
  const rows = await db.orderEvent.findMany({
    where: {
      tenantId,
      orderId,
      ...(after && beyond(after, 'at', 'desc')),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    include: { actor: { select: { id: true, name: true } } },
  })
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length <= limit || !last) return { items, nextCursor: null }
  return { items, nextCursor: writeCursor({ sort: 'history', value: last.at.toISOString(), id: last.id }) }
}
