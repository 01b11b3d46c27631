import { isId } from '@palisade/contracts'
import { refuseField } from './problem.ts'

/** The query of a list in pages, as `pageQuery` of the contracts declares it. */
type PageQuery = { sort?: string; limit?: number; cursor?: string }

type Value = Date | bigint

/** Encodes the values of a column in a cursor, and decodes them. */
export type CursorType = {
  write: (value: never) => string
  /** Returns `undefined` for a text that is not a value of the column: the database would fail on it. */
  read: (text: string) => Value | undefined
}

type Options<Field extends string> = {
  /** The columns that can sort the list, as the `sort` of the contract names them, with `-` for descending. */
  sortedBy: Readonly<Record<Field, CursorType>>
  defaultSort: Field | `-${Field}`
}

/** The page size when the query has no limit. */
export const defaultLimit = 25

export const refuseCursor = () => refuseField('validation-failed', 'query', '/cursor', 'is not a cursor of this list')

/**
 * Reads one page by keyset: the cursor holds the position of the last row of the page before, so that new rows shift
 * nothing. Rows with the same value are ordered by `id`.
 *
 * @returns `where`, `orderBy` and `take` for Prisma's `findMany`, and `cut`, which makes the page from the rows
 * @throws ProblemError `validation-failed` for a cursor that this list did not write
 * @example
 * const page = readPage(query, { sortedBy: { createdAt: instant }, defaultSort: '-createdAt' })
 * const rows = await db.order.findMany({ where: { tenantId, ...page.where }, orderBy: page.orderBy, take: page.take })
 * return page.cut(rows)
 */
export function readPage<Field extends string>(query: PageQuery, { sortedBy, defaultSort }: Options<Field>) {
  const { sort = defaultSort, limit = defaultLimit, cursor } = query
  const direction = sort.startsWith('-') ? ('desc' as const) : ('asc' as const)
  const field = sort.replace('-', '') as Field
  const type = sortedBy[field]
  const after = cursor === undefined ? undefined : readCursor(cursor, sort, type)
  return {
    where: after ? beyond(after, field, direction) : {},
    orderBy: [{ [field]: direction }, { id: direction }],
    /** One row more than the page has, which shows whether there is another page. */
    take: limit + 1,
    cut<Row extends { id: string } & Record<Field, unknown>>(rows: readonly Row[]) {
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      if (rows.length <= limit || !last) return { items, nextCursor: null }
      return { items, nextCursor: writeCursor([sort, type.write(last[field] as never), last.id]) }
    },
  }
}

/**
 * The rows after a position. PostgreSQL finds the first of them by index only for the plain comparison: with the
 * alternatives alone, it would read all pages before.
 */
function beyond({ value, id }: { value: Value; id: string }, field: string, direction: 'asc' | 'desc') {
  const further = direction === 'asc' ? 'gt' : 'lt'
  return {
    AND: [
      { [field]: { [`${further}e`]: value } },
      { OR: [{ [field]: { [further]: value } }, { [field]: value, id: { [further]: id } }] },
    ],
  }
}

type Position = [sort: string, value: string, id: string]

function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** A cursor is a position in one order of one list: in another order, it would skip rows silently. */
function readCursor(cursor: string, sort: string, type: CursorType): { value: Value; id: string } {
  const [writtenSort, text, id] = parseCursor(cursor) ?? []
  const value = text === undefined ? undefined : type.read(text)
  if (value === undefined || id === undefined || writtenSort !== sort || !isId(id)) {
    throw refuseCursor()
  }
  return { value, id }
}

/** Anybody can write a cursor, so it must be three strings: a regular expression would accept `["x"]` as the string in it. */
function parseCursor(cursor: string): Position | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
  const isPosition = Array.isArray(parsed) && parsed.length === 3 && parsed.every(part => typeof part === 'string')
  return isPosition ? (parsed as Position) : undefined
}

const instantText = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const countText = /^\d{1,19}$/
const largestBigint = 2n ** 63n - 1n

/** A `timestamptz` column. */
export const instant: CursorType = {
  write: (value: Date) => value.toISOString(),
  read: text => {
    const date = new Date(text)
    return instantText.test(text) && !Number.isNaN(date.getTime()) ? date : undefined
  },
}

/** A `bigint` column without negative values. */
export const count: CursorType = {
  write: (value: bigint) => String(value),
  read: text => (countText.test(text) && BigInt(text) <= largestBigint ? BigInt(text) : undefined),
}
