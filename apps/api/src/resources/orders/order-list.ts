import { describeFault, type OrderStatus, type RequestOf } from '@palisade/contracts'
import type { TenantQueries, TenantReader } from '@palisade/db'
import { refuseField } from '../../http/problem.ts'
import { beyond, defaultLimit, readCursor, writeCursor } from './page-cursor.ts'

type ListQuery = RequestOf<'orders.list'>['query']

type SortField = 'createdAt' | 'totalMinor'

/** One page by keyset: the cursor says where the last one ended, so that new orders shift nothing. */
export async function findPage(db: TenantReader, query: ListQuery) {
  const { sort = '-createdAt', limit = defaultLimit, status, currency, createdFrom, createdBefore } = query
  checkPeriod(query)
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const field = sort.replace('-', '') as SortField
  const after =
    query.cursor === undefined ? undefined : readCursor(query.cursor, sort, field === 'createdAt' ? 'instant' : 'total')

  const rows = await db.order.findMany({
    where: {
      tenantId: db.tenantId,
      ...(status && { status: status as OrderStatus }),
      ...(currency && { currency }),
      createdAt: {
        ...(createdFrom && { gte: new Date(createdFrom) }),
        ...(createdBefore && { lt: new Date(createdBefore) }),
      },
      ...(after && beyond(after, field, direction)),
    },
    orderBy: [{ [field]: direction }, { id: direction }],
    take: limit + 1,
  })
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length <= limit || !last) return { items, nextCursor: null }
  const value = field === 'createdAt' ? last.createdAt.toISOString() : String(last.totalMinor)
  return { items, nextCursor: writeCursor({ sort, value, id: last.id }) }
}

/** A period that ends before it begins has no orders: an empty page would hide the mistake. */
function checkPeriod({ createdFrom, createdBefore }: ListQuery): void {
  if (!createdFrom || !createdBefore || Date.parse(createdBefore) > Date.parse(createdFrom)) return
  throw refuseField('validation-failed', 'query', '/createdBefore', describeFault('after', 'createdFrom'))
}

/** The newest orders that contain the text, letter case and normal form aside. */
export async function findMatching(db: TenantQueries, text: string, limit: number) {
  const ids = await db.searchOrders(text, limit)
  const found = await db.order.findMany({ where: { tenantId: db.tenantId, id: { in: ids } } })
  return found.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}
