import { expect, test } from 'vitest'
import { endsBeforeItBegins } from '../../../lib/dates.ts'
import { faultOfSearch, readListSearch, toListQuery } from './list-filters.ts'

test('the filters are read from the address', () => {
  const search = {
    q: ' tent ',
    status: 'paid',
    from: '2026-01-01',
    to: '2026-01-31',
    currency: 'EUR',
    sort: '-totalMinor',
    pages: 3,
  }
  expect(readListSearch(search)).toEqual({ ...search, q: 'tent' })
})

test('invalid filters in the address are ignored', () => {
  const search = {
    q: '',
    status: 'lost',
    from: '0202-01-01',
    to: 20260131,
    sort: 'name',
    currency: 'XXX',
    pages: 0,
    x: '1',
  }
  expect(readListSearch(search)).toEqual({})
})

test('a search has one to eight words, in the form and in the address', () => {
  const words = 'a b c d e f g h'
  expect(['', ' ', words, `${words} i`].map(faultOfSearch)).toEqual([
    'Enter at least 1 character to search',
    'Enter at least 1 character to search',
    undefined,
    'Enter at most 8 words',
  ])
  expect(readListSearch({ q: ` ${words}\u00a0 i` })).toEqual({ q: words })
})

test('a period includes both of its days, from the start of the first to the end of the last', () => {
  const query = toListQuery({ from: '2026-01-31', to: '2026-01-31' })
  expect(query).toEqual({
    createdFrom: new Date(2026, 0, 31).toISOString(),
    createdBefore: new Date(2026, 1, 1).toISOString(),
  })
})

test('totals are sorted within one currency only', () => {
  expect(readListSearch({ sort: 'totalMinor' })).toEqual({})
  expect(readListSearch({ sort: 'totalMinor', currency: 'CHF' })).toEqual({ sort: 'totalMinor', currency: 'CHF' })
})

test('an address restores ten pages at most', () => {
  expect(readListSearch({ pages: '1000' })).toEqual({ pages: 10 })
})

test.each([
  [{ from: '2026-02-01', to: '2026-01-31' }, true],
  [{ from: '2026-01-31', to: '2026-01-31' }, false],
  [{ from: '2026-01-31' }, false],
])('the period %j ends before it begins: %j', (filters, expected) => {
  expect(endsBeforeItBegins(filters)).toBe(expected)
})
