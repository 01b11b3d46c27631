import { describe, expect, test } from 'vitest'
import { count, instant, readPage } from './pages.ts'

const sortedBy = { createdAt: instant, totalMinor: count }
const options = { sortedBy, defaultSort: '-createdAt' } as const
const rows = [1, 2, 3].map(day => ({
  id: `00000000-0000-0000-0000-00000000000${day}`,
  createdAt: new Date(Date.UTC(2026, 0, day)),
  totalMinor: BigInt(day),
}))

describe('a page of a list', () => {
  test('ends with a cursor that begins the next page after its last row', () => {
    const first = readPage({ limit: 2, sort: 'totalMinor' }, options)
    expect(first).toMatchObject({ where: {}, orderBy: [{ totalMinor: 'asc' }, { id: 'asc' }], take: 3 })
    const { items, nextCursor } = first.cut(rows)
    expect(items).toEqual(rows.slice(0, 2))
    const next = readPage({ limit: 2, sort: 'totalMinor', cursor: nextCursor ?? '' }, options)
    const [, last] = rows
    expect(next.where).toEqual({
      AND: [
        { totalMinor: { gte: last?.totalMinor } },
        { OR: [{ totalMinor: { gt: last?.totalMinor } }, { totalMinor: last?.totalMinor, id: { gt: last?.id } }] },
      ],
    })
  })

  test('has no cursor when it is the last one', () => {
    expect(readPage({ limit: 3 }, options).cut(rows)).toEqual({ items: rows, nextCursor: null })
  })

  test.each([
    ['of another order', ['createdAt', '2026-01-01T00:00:00.000Z', rows[0]?.id]],
    ['with a value that no column holds', ['-createdAt', '0000-01-01T00:00:00.000Z', rows[0]?.id]],
    ['with an id that is none', ['-createdAt', '2026-01-01T00:00:00.000Z', 'x']],
    ['with a list in place of a text', ['-createdAt', ['2026-01-01T00:00:00.000Z'], rows[0]?.id]],
    ['that is no list', 'x'],
  ])('refuses a cursor %s', (_name, position) => {
    const cursor = Buffer.from(JSON.stringify(position)).toString('base64url')
    expect(() => readPage({ cursor }, options)).toThrow('validation-failed')
  })
})
