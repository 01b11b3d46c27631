import { describeFault, type OrderStatus, type RequestOf } from '@palisade/contracts'
import type { TenantQueries, TenantReader } from '@palisade/db'
import { refuseField } from '../../http/problem.ts'

type ListQuery = RequestOf<'orders.list'>['query']

type SortField = 'createdAt' | 'totalMinor'

type Position = { sort: string; value: string; id: string }

const defaultLimit = 25

/** One page by keyset: the cursor says where the last one ended, so that new orders shift nothing. */
export async function findPage(db: TenantReader, query: ListQuery) {
  const { sort = '-createdAt', limit = defaultLimit, status, currency, createdFrom, createdBefore } = query
  checkPeriod(query)
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const field = sort.replace('-', '') as SortField
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, sort, field)

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

function beyond({ value, id }: { value: Date | bigint; id: string }, field: SortField, direction: 'asc' | 'desc') {
  const further = direction === 'asc' ? 'gt' : 'lt'
  return { OR: [{ [field]: { [further]: value } }, { [field]: value, id: { [further]: id } }] }
}

function writeCursor({ sort, value, id }: Position): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url')
}

/** A cursor is an address in one order of one list: taken to another, it would skip rows in silence. */
function readCursor(cursor: string, sort: string, field: SortField): { value: Date | bigint; id: string } {
  const position = parseCursor(cursor)
  const value = position && readValue(position.value, field)
  if (value === undefined || position?.sort !== sort || !uuid.test(position.id)) {
    throw refuseField('validation-failed', 'query', '/cursor', 'is not a cursor of this list')
  }
  return { value, id: position.id }
}

/** Anybody can write one. Three texts are a position, and nothing else: an expression takes `["x"]` for the text in it. */
function parseCursor(cursor: string): Position | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
  if (!Array.isArray(parsed) || parsed.length !== 3 || !parsed.every(part => typeof part === 'string')) return undefined
  const [sort, value, id] = parsed as [string, string, string]
  return { sort, value, id }
}

/** @returns undefined for what no column can hold, which would fail in the database */
function readValue(value: string, field: SortField): Date | bigint | undefined {
  if (field === 'totalMinor') return total.test(value) && BigInt(value) <= largestBigint ? BigInt(value) : undefined
  const date = new Date(value)
  return instant.test(value) && !Number.isNaN(date.getTime()) ? date : undefined
}

const total = /^\d{1,19}$/
const largestBigint = 2n ** 63n - 1n
const instant = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
