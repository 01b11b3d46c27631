import type { RequestOf, ResponseOf } from '@palisade/contracts'
import type { ListFilters } from './list-filters.ts'

export type SavedFilter = ResponseOf<'order-filters.list'>['items'][number]

type Choices = RequestOf<'order-filters.create'>['body']['choices']

/** The part of the filters that is saved: not the words of a search, which are seldom used again. */
export function toChoices({ status, from, to, currency, sort }: ListFilters): Choices {
  return {
    ...(status && { status }),
    ...(currency && { currency }),
    ...(from && { firstDay: from }),
    ...(to && { lastDay: to }),
    ...(sort && { sort }),
  }
}

export function toFilters({ status, currency, firstDay, lastDay, sort }: Choices): ListFilters {
  return {
    ...(status && { status }),
    ...(currency && { currency }),
    ...(firstDay && { from: firstDay }),
    ...(lastDay && { to: lastDay }),
    ...(sort && { sort }),
  }
}

/** The saved filters that the list shows now. */
export function findShown(saved: readonly SavedFilter[], filters: ListFilters): SavedFilter | undefined {
  const shown = asText(toChoices(filters))
  return saved.find(({ choices }) => asText(choices) === shown)
}

function asText(choices: Choices): string {
  return JSON.stringify(Object.entries(choices).toSorted())
}
