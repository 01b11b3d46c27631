import { expect, test } from 'vitest'
import { readListFilters, toListQuery } from './list-filters.ts'

test('an address gives the filters that it names', () => {
  const search = { q: ' tent ', status: 'paid', from: '2026-01-01', to: '2026-01-31', sort: '-totalMinor' }
  expect(readListFilters(search)).toEqual({ ...search, q: 'tent' })
})

test('what an address has no business to say is left out', () => {
  expect(readListFilters({ q: 'a', status: 'lost', from: 'yesterday', to: 20260131, sort: 'name', x: '1' })).toEqual({})
})

test('both days are included, from the first moment of the one to the last of the other', () => {
  const query = toListQuery({ from: '2026-01-31', to: '2026-01-31' })
  expect(query).toEqual({
    createdFrom: new Date(2026, 0, 31).toISOString(),
    createdBefore: new Date(2026, 1, 1).toISOString(),
  })
})
