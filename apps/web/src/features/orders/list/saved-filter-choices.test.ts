import { expect, test } from 'vitest'
import { findShown, toChoices, toFilters } from './saved-filter-choices.ts'

const filters = { status: 'paid', from: '2026-01-01', to: '2026-01-31', currency: 'EUR', sort: '-totalMinor' } as const

test('[P12] saved filters are those that the list had, without its search', () => {
  expect(toFilters(toChoices({ ...filters, q: 'chair' }))).toEqual(filters)
  expect(toChoices({ q: 'chair' })).toEqual({})
})

test('[P12] the saved filters that the list shows are found in whatever order they were saved', () => {
  const common = { name: 'x', createdAt: '2026-01-01T00:00:00.000Z' }
  const saved = [
    { ...common, id: 'a', choices: { status: 'paid' } },
    { ...common, id: 'b', choices: { currency: 'EUR', status: 'paid' } },
  ] as const
  expect(findShown(saved, { status: 'paid', currency: 'EUR' })?.id).toBe('b')
  expect(findShown(saved, {})).toBeUndefined()
})
