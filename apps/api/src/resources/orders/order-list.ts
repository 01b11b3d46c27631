import { describeFault, type RequestOf, searchWordLimit, searchWordsOf, sortsByTotal } from '@palisade/contracts'
import type { TenantQueries, TenantReader } from '@palisade/db'
import { count, instant, readPage } from '../../http/pages.ts'
import { refuseField } from '../../http/problem.ts'

type ListQuery = RequestOf<'orders.list'>['query']

type Filters = Pick<ListQuery, 'status' | 'currency' | 'createdFrom' | 'createdBefore'>

const sortedBy = { createdAt: instant, totalMinor: count }

/** One page of the tenant's orders that match the query. */
export async function listOrders(db: TenantReader, query: ListQuery) {
  requireOneCurrency(query)
  const page = readPage(query, { sortedBy, defaultSort: '-createdAt' })
  const rows = await db.order.findMany({
    where: { ...ordersMatching(db, query), ...page.where },
    orderBy: page.orderBy,
    take: page.take,
  })
  return page.cut(rows)
}

/**
 * The condition on the tenant's orders that the filters of a list or an export make.
 * @throws ProblemError `validation-failed` for a period that ends before it begins
 */
export function ordersMatching({ tenantId }: TenantReader, filters: Filters) {
  const { status, currency, createdFrom, createdBefore } = filters
  requirePeriod(filters)
  return {
    tenantId,
    ...(status && { status }),
    ...(currency && { currency }),
    createdAt: {
      ...(createdFrom && { gte: new Date(createdFrom) }),
      ...(createdBefore && { lt: new Date(createdBefore) }),
    },
  }
}

/** A period that ends before it begins contains no orders: an empty page would hide the mistake. */
function requirePeriod({ createdFrom, createdBefore }: Filters): void {
  if (!createdFrom || !createdBefore || Date.parse(createdBefore) > Date.parse(createdFrom)) return
  throw refuseField('validation-failed', 'query', '/createdBefore', describeFault('after', 'createdFrom'))
}

/** Totals in several currencies do not compare: a list sorted by the numbers would only look sorted. */
function requireOneCurrency({ sort, currency }: ListQuery): void {
  if (!sort || currency || !sortsByTotal(sort)) return
  throw refuseField('validation-failed', 'query', '/currency', describeFault('requiredToSort', 'totalMinor'))
}

/**
 * The words of a search. Refused here, before the search waits for its turn.
 * @throws ProblemError `validation-failed` for too many words
 */
export function readSearchWords(text: string): string[] {
  const words = searchWordsOf(text)
  if (words.length <= searchWordLimit) return words
  throw refuseField('validation-failed', 'query', '/q', describeFault('words', searchWordLimit))
}

/** The newest orders that contain each of the words. Letter case and Unicode normal form make no difference. */
export async function findMatching(db: TenantQueries, words: readonly string[], limit: number) {
  const ids = await db.searchOrders(words, limit)
  if (ids.length === 0) return []
  const found = await db.order.findMany({ where: { tenantId: db.tenantId, id: { in: ids } } })
  return found.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}
