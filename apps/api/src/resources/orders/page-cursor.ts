import { refuseField } from '../../http/problem.ts'

type Position = { sort: string; value: string; id: string }

/** What a list can be sorted by. */
type Values = { instant: Date; total: bigint }

export const defaultLimit = 25

/**
 * The rows behind a position of a list that is sorted by `field` and id. PostgreSQL finds the beginning by index only for the
 * plain comparison; with the alternatives alone, it would read all pages before.
 */
export function beyond<Field extends string>(
  { value, id }: { value: Date | bigint; id: string },
  field: Field,
  direction: 'asc' | 'desc',
) {
  const further = direction === 'asc' ? 'gt' : 'lt'
  return {
    AND: [
      { [field]: { [`${further}e`]: value } },
      { OR: [{ [field]: { [further]: value } }, { [field]: value, id: { [further]: id } }] },
    ],
  }
}

export function writeCursor({ sort, value, id }: Position): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url')
}

/** A cursor is an address in one order of one list: taken to another, it would skip rows in silence. */
export function readCursor<Kind extends keyof Values>(
  cursor: string,
  sort: string,
  kind: Kind,
): { value: Values[Kind]; id: string } {
  const position = parseCursor(cursor)
  const value = position && readValues[kind](position.value)
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

/** Each returns undefined for what no column can hold, which would fail in the database. */
const readValues: { [Kind in keyof Values]: (value: string) => Values[Kind] | undefined } = {
  total: value => (total.test(value) && BigInt(value) <= largestBigint ? BigInt(value) : undefined),
  instant: value => {
    const date = new Date(value)
    return instant.test(value) && !Number.isNaN(date.getTime()) ? date : undefined
  },
}

const total = /^\d{1,19}$/
const largestBigint = 2n ** 63n - 1n
const instant = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
